using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CovidGrpc.Vision.Checkpoints;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Weights;

namespace CovidGrpc.Vision.Importing;

/// <summary>Makes a model folder of a file with weights.</summary>
public static partial class ModelImport
{
    private const string WeightsName = "weights.safetensors";
    private const int LongestName = 64;
    private const int LongestFileName = 200;
    private const string NotStated = "Not stated by the file.";

    private static readonly string NoDigest = new('0', 2 * SHA256.HashSizeInBytes);

    /// <summary>
    /// Writes a model folder: <c>model.json</c> and the weights as safetensors. It is there as a whole or not at all. Tensors are read and
    /// converted one by one.
    /// </summary>
    /// <param name="file">A checkpoint of PyTorch, or safetensors.</param>
    /// <param name="folder">The new folder.</param>
    /// <param name="options">What the file does not say.</param>
    /// <param name="cancellation">Looked at before each tensor.</param>
    /// <exception cref="CheckpointException">The checkpoint cannot be read.</exception>
    /// <exception cref="ModelFolderException">The safetensors file cannot be read, or the manifest would be wrong.</exception>
    /// <exception cref="ModelImportException">The weights are of no network that is known, or not those of the network, or the folder is in use.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ModelFolder Run(string file, string folder, ImportOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var source = WeightFile.Open(file);
        using var staged = new StagedFolder(folder, options.Force);
        var manifest = Describe(source, file, options);
        var tensors = new ImportedTensors(source, Path.GetFileName(file), manifest, options).ToWrite();
        using (var stream = new FileStream(staged.PathOf(WeightsName), FileMode.CreateNew, FileAccess.ReadWrite))
        {
            SafetensorsWriter.Write(stream, tensors, cancellation);
            stream.Flush(flushToDisk: true);
            stream.Position = 0;
            manifest = manifest with { Weights = new(WeightsName, Convert.ToHexStringLower(SHA256.HashData(stream)), null) };
        }

        File.WriteAllBytes(staged.PathOf(ModelFolder.ManifestName), manifest.ToJson());
        cancellation.ThrowIfCancellationRequested();
        staged.Commit();
        return ModelFolder.Open(folder);
    }

    private static ModelManifest Describe(WeightFile source, string file, ImportOptions options)
    {
        var name = Path.GetFileName(file);
        var guess = NetworkGuess.Of(source.Tensors);
        var architecture = options.Architecture ?? guess.Architecture
            ?? throw new ModelImportException(name, ["its tensors are of no architecture that is known; name it if it is one"]);
        if (options.NewHead && architecture != ModelArchitecture.ImageClassifier)
            throw new ModelImportException(name, [$"a new head is for image classifiers, and this is {architecture.Name()}"]);
        var backbone = options.Backbone ?? guess.Backbone
            ?? throw new ModelImportException(name, [$"it is {architecture.Name()} on a backbone that is not known; name it if it is one"]);
        var manifest = new ModelManifest
        {
            SchemaVersion = ModelManifest.CurrentSchemaVersion,
            Name = options.Name ?? NameOf(name),
            Version = options.Version,
            Architecture = architecture,
            Backbone = backbone,
            BatchNorm = options.BatchNorm ?? AuthorsSettings.BatchNorm(architecture),
            Normalisation = options.Normalisation ?? AuthorsSettings.Normalisation(architecture),
            Detection = AuthorsSettings.Detection(architecture, options.Tissues ?? TissuesOf(source, name, architecture)),
            Classification = AuthorsSettings.Classification(architecture),
            Trained = options.Trained ?? !options.NewHead,
            Card = Card(source, file, options),
            Weights = new(WeightsName, NoDigest, null),
        };
        return ModelManifest.Parse(manifest.ToJson());
    }

    // The authors train Mask R-CNN on one lesion class (which one the weights do not say), on both, or with the lungs.
    private static Tissue[]? TissuesOf(WeightFile source, string name, ModelArchitecture architecture)
    {
        if (architecture != ModelArchitecture.MaskRcnn || !source.Tensors.TryGetValue("roi_heads.box_predictor.cls_score.weight", out var scores))
            return null;
        return scores.Shape switch
        {
            [2, _] => throw new ModelImportException(name, ["it finds one tissue and does not say which; name it"]),
            [4, _] => Enum.GetValues<Tissue>(),
            _ => null,
        };
    }

    private static string NameOf(string file)
    {
        var name = NoNameCharacters().Replace(Path.GetFileNameWithoutExtension(file).ToLowerInvariant(), "-").Trim('-', '.', '_');
        return name.Length == 0 ? "imported" : name[..Math.Min(name.Length, LongestName)];
    }

    private static CardSettings Card(WeightFile source, string file, ImportOptions options)
    {
        var name = NoFileCharacters().Replace(Path.GetFileName(file), "?");
        using var stream = File.OpenRead(file);
        var origin = $"Imported from {name[..Math.Min(name.Length, LongestFileName)]} ({source.Format.Name()}, "
            + $"SHA-256 {Convert.ToHexStringLower(SHA256.HashData(stream))}{Epoch(source)}).";
        var head = options.NewHead ? " Its last layer was replaced by an untrained one for three classes." : "";
        return new(
            origin + head,
            "Research only. No medical device; never to be used for a patient.",
            NotStated,
            "Not stated by the file. Measure it on data of your own before you rely on it.",
            "Not stated by the file; ask whoever published the weights.",
            []);
    }

    // The authors save it as a text.
    private static string Epoch(WeightFile source)
    {
        return source.Checkpoint?.Scalars.GetValueOrDefault("epoch") switch
        {
            long number => $", epoch {number}",
            string text when Digits().IsMatch(text) => $", epoch {text}",
            _ => "",
        };
    }

    [GeneratedRegex("[^a-z0-9._-]+")]
    private static partial Regex NoNameCharacters();

    [GeneratedRegex(@"[^\p{L}\p{N} ._()+-]")]
    private static partial Regex NoFileCharacters();

    [GeneratedRegex("^[0-9]{1,9}$")]
    private static partial Regex Digits();
}
