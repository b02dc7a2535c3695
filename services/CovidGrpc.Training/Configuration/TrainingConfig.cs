using System.Text.Json;
using System.Text.Json.Serialization;
using CovidGrpc.Training.Augmentation;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Configuration;

/// <summary>What a training run is to do. Snake case in the file; the model's path is relative to the file, those of data sets to a folder of their own; what is not known is refused.</summary>
internal sealed record TrainingConfig
{
    private const int LongestFile = 1 << 20;

    // By reflection: generated code would lose the defaults of properties that the file leaves out.
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <summary>1.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>Decides initial weights, samples, augmentation and draws.</summary>
    public required int Seed { get; init; }

    /// <summary>Folder with the <c>model.json</c> that describes the network; what weights it names does not matter, <c>generated</c> will do.</summary>
    public required string Model { get; init; }

    /// <summary>Folder of a model whose weights the run starts with: one of the same network, or an image classifier on the same backbone. Null: from scratch.</summary>
    public string? StartFrom { get; init; }

    /// <summary>Iterations of the whole run, 1 to 10 million.</summary>
    public required long Iterations { get; init; }

    /// <summary>How weights follow gradients.</summary>
    public required OptimiserConfig Optimiser { get; init; }

    /// <summary>How the detection branch and the classification branch learn.</summary>
    public RecipeConfig Recipe { get; init; } = new();

    /// <summary>How slices are changed before they are learned from.</summary>
    public AugmentationSettings Augmentation { get; init; } = AugmentationSettings.None;

    /// <summary>What is learned from, and what is kept back.</summary>
    public required IReadOnlyList<DataConfig> Data { get; init; }

    /// <summary>Iterations between validations; the best model so far is kept.</summary>
    public required long ValidateEvery { get; init; }

    /// <summary>Iterations between checkpoints: what a kill loses at most.</summary>
    public required long CheckpointEvery { get; init; }

    /// <summary>Memory for slices that are kept once they were read, MiB.</summary>
    public int CacheMib { get; init; } = 1024;

    /// <summary>What computes: <c>auto</c>, <c>cpu</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = ComputeDevice.Auto;

    /// <summary>Threads that compute, 1 to 256; null: one for each processor. Another number gives other roundings.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether weights are written as float16, half the size; they are widened when they are loaded.</summary>
    public bool HalfPrecisionWeights { get; init; }

    /// <summary>Reads and checks a configuration.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dataFolder">What the folders of data sets are relative to; the file's own when null.</param>
    /// <exception cref="TrainingConfigException">It cannot be read, or something in it is wrong; all of it is listed.</exception>
    internal static TrainingConfig Read(string path, string? dataFolder = null)
    {
        TrainingConfig config;
        try
        {
            if (new FileInfo(path).Length > LongestFile)
                throw new TrainingConfigException(path, [$"it is larger than {LongestFile} bytes"]);
            config = JsonSerializer.Deserialize<TrainingConfig>(File.ReadAllBytes(path), Strict)
                ?? throw new TrainingConfigException(path, ["it holds null"]);
        }
        catch (JsonException e)
        {
            throw new TrainingConfigException(path, [$"{(e.Path is { Length: > 0 } where ? where + ": " : "")}{e.Message}"], e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingConfigException(path, ["it cannot be read"], e);
        }

        var errors = config.Errors().ToArray();
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return errors.Length == 0 ? config.Rooted(folder, dataFolder ?? folder) : throw new TrainingConfigException(path, errors);
    }

    private TrainingConfig Rooted(string folder, string dataFolder)
    {
        return this with
        {
            Model = Path.Combine(folder, Model),
            StartFrom = StartFrom is null ? null : Path.Combine(folder, StartFrom),
            Data = [.. Data.Select(data => data.Rooted(dataFolder))],
        };
    }

    private IEnumerable<string> Errors()
    {
        if (SchemaVersion != 1)
            yield return "schema_version must be 1";
        foreach (var (name, value) in ((string, long)[])[("iterations", Iterations), ("validate_every", ValidateEvery), ("checkpoint_every", CheckpointEvery)])
        {
            if (value is < 1 or > 10_000_000)
                yield return $"{name} must be 1 to 10000000";
        }

        if (CacheMib is < 0 or > 1 << 20)
            yield return "cache_mib must be 0 to 1048576";
        if (!ComputeDevice.IsHere(Device))
            yield return "device must be auto, cpu, or a GPU that is here (cuda:N)";
        if (Threads is < 1 or > 256)
            yield return "threads must be 1 to 256";
        if (Data.Count is 0 or > 64)
            yield return "data must list 1 to 64 data sets";
        if (Data.GroupBy(data => data.Name).Any(group => group.Count() > 1))
            yield return "data must name each data set once";
        if (!Data.Any(data => data.SegmentationShare > 0 || data.ClassShare > 0))
            yield return "data must have a data set whose segmentation_share or class_share is above 0";
        foreach (var error in Optimiser.Errors().Concat(Recipe.Errors()).Concat(Augmentation.Errors()).Concat(Data.SelectMany(data => data.Errors())))
            yield return error;
    }
}
