using CovidGrpc.Vision.Checkpoints;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Importing;

/// <summary>A file with weights: a checkpoint of PyTorch, or safetensors. Which one is told by its content. Tensors stay in it until they are read.</summary>
public sealed class WeightFile : IDisposable
{
    /// <summary>How the name of batch norm's counter ends.</summary>
    internal const string CounterSuffix = ".num_batches_tracked";

    private readonly SafetensorsFile? _safetensors;
    private IReadOnlyDictionary<string, FileTensor>? _tensors;

    private WeightFile(WeightFileFormat format, Checkpoint? checkpoint, SafetensorsFile? safetensors)
    {
        (Format, Checkpoint, _safetensors) = (format, checkpoint, safetensors);
    }

    /// <summary>How the file is written.</summary>
    public WeightFileFormat Format { get; }

    /// <summary>The checkpoint; null when the file is none.</summary>
    public Checkpoint? Checkpoint { get; }

    /// <summary>The weights by torchvision 0.14's names, in the file's order.</summary>
    /// <exception cref="CheckpointException">The checkpoint has no weights.</exception>
    public IReadOnlyDictionary<string, FileTensor> Tensors => _tensors ??= FindTensors();

    /// <summary>Reads the structure of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">It cannot be read, is damaged, or asks for what is not allowed.</exception>
    /// <exception cref="ModelFolderException">It is called safetensors and is none.</exception>
    public static WeightFile Open(string path)
    {
        if (IsSafetensors(path))
            return new(WeightFileFormat.Safetensors, null, SafetensorsFile.Open(path));
        var checkpoint = Checkpoint.Open(path);
        return new(checkpoint.Format == CheckpointFormat.Zip ? WeightFileFormat.PyTorchZip : WeightFileFormat.PyTorchLegacy, checkpoint, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Checkpoint?.Dispose();
        _safetensors?.Dispose();
    }

    /// <summary>Reads a tensor as it is, on the CPU; the caller owns it.</summary>
    internal Tensor Read(string name)
    {
        if (_safetensors is null)
            return Checkpoint!.Read(Checkpoint.Weights[name]);
        var entry = _safetensors.Tensors[name];
        var tensor = empty(entry.Shape, entry.Type, CPU);
        _safetensors.Read(name, tensor);
        return tensor;
    }

    // A header of safetensors is JSON behind its length; a checkpoint begins otherwise.
    private static bool IsSafetensors(string path)
    {
        if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            return true;
        try
        {
            using var stream = File.OpenRead(path);
            var start = new byte[SafetensorsHeader.PrefixLength + 1];
            return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start[^1] == '{'
                && !start.AsSpan().StartsWith("PK"u8) && start[0] != (byte)PickleOpcode.Proto;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The reader of checkpoints says what is wrong.
            return false;
        }
    }

    private Dictionary<string, FileTensor> FindTensors()
    {
        return _safetensors is null
            ? Checkpoint!.Weights.ToDictionary(entry => entry.Key, entry => new FileTensor(entry.Key, entry.Value.Dtype, entry.Value.Shape))
            : _safetensors.Tensors.ToDictionary(entry => entry.Key, entry => new FileTensor(entry.Key, Dtype(entry.Value.Type), entry.Value.Shape));
    }

    private static string Dtype(ScalarType type)
    {
        return type.ToString().ToLowerInvariant();
    }
}
