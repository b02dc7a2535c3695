using CovidGrpc.Vision.Weights;

namespace CovidGrpc.Vision.Models;

/// <summary>A model in the model store: a folder with <c>model.json</c> and, unless a rule makes them, its weights.</summary>
public sealed class ModelFolder
{
    /// <summary>Name of the manifest in the folder.</summary>
    public const string ManifestName = "model.json";

    private const int LargestManifest = 1 << 20;

    private readonly string _path;

    private ModelFolder(string path, byte[] manifestBytes)
    {
        _path = path;
        ManifestBytes = manifestBytes;
        Manifest = ModelManifest.Parse(manifestBytes);
        Identity = new(Manifest.Name, Manifest.Version, Manifest.ComputeDigest());
    }

    /// <summary>The bytes of <c>model.json</c> as they were read.</summary>
    internal ReadOnlyMemory<byte> ManifestBytes { get; }

    /// <summary>What <c>model.json</c> says, checked.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>Which model it is. The digest of a weights file is the manifest's until the weights are read, and is then verified.</summary>
    public ModelIdentity Identity { get; }

    /// <summary>Path of the weights' file; null when a rule makes them.</summary>
    public string? WeightsPath => Manifest.Weights.File is { } file ? Path.Combine(_path, file) : null;

    /// <summary>Reads a folder's manifest. The weights are read, and verified, when a network is loaded from it.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="ModelFolderException">There is no readable manifest, or something in it is wrong.</exception>
    public static ModelFolder Open(string path)
    {
        return new(path, ReadSmall(path, ManifestName, LargestManifest) ?? throw new ModelFolderException(ManifestName, ["it cannot be read"]));
    }

    /// <summary>Opens the weights; the caller disposes them.</summary>
    /// <exception cref="ModelFolderException">The file is missing, damaged or not the one that the manifest names.</exception>
    internal IWeightSource OpenWeights()
    {
        return WeightsPath is { } file
            ? SafetensorsFile.Open(file, Manifest.Weights.Sha256)
            : new GeneratedWeights(Manifest.Architecture, Manifest.Backbone);
    }

    /// <summary>The bytes of a small file of the folder; null where it is not there.</summary>
    /// <exception cref="ModelFolderException">It cannot be read, or is larger.</exception>
    internal byte[]? ReadSmall(string name, int largest)
    {
        return ReadSmall(_path, name, largest);
    }

    private static byte[]? ReadSmall(string folder, string name, int largest)
    {
        try
        {
            using var stream = File.OpenRead(Path.Combine(folder, name));
            if (stream.Length > largest)
                throw new ModelFolderException(name, [$"it is larger than {largest} bytes"]);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFolderException(name, ["it cannot be read"], e);
        }
    }
}
