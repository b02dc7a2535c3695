using static TorchSharp.torch;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>
/// A PyTorch checkpoint (<c>.pth</c>), as it is on disk. Opening reads its structure; tensors stay in the file until they are asked for. The
/// pickle in it is interpreted with an allow-list and nothing of it is ever run: a name from the modules of the Python runtime, or a call of
/// anything that is not known to build plain values and tensors, is refused by its name; objects of other classes become records of their
/// attributes. An instance is for one thread at a time.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private const int TarMarkOffset = 257;

    private readonly string _file;
    private readonly IStorageArchive _archive;
    private IReadOnlyDictionary<string, TensorReference>? _weights;

    private Checkpoint(string file, CheckpointFormat format, IStorageArchive archive, object? root)
    {
        _file = file;
        _archive = archive;
        Format = format;
        Root = root;
        Scalars = StateDict.FindScalars(root);
    }

    /// <summary>How the file is written.</summary>
    public CheckpointFormat Format { get; }

    /// <summary>
    /// What was saved: a tree of <see cref="PickleDict"/>, <see cref="PickleList"/>, <see cref="TensorReference"/>,
    /// <see cref="StorageReference"/>, <see cref="OpaqueObject"/>, <see cref="PickleGlobal"/>, <see cref="string"/>, <see cref="long"/>,
    /// <see cref="System.Numerics.BigInteger"/> beyond it, <see cref="double"/>, <see cref="bool"/>, <see cref="System.Numerics.Complex"/>,
    /// <see cref="byte"/>[] and null. Nothing contains itself, the nesting is at most 256 deep, and a plain recursive walk ends.
    /// </summary>
    public object? Root { get; }

    /// <summary>Texts, numbers and truth values of the root, such as <c>epoch</c> or <c>lrate</c>.</summary>
    public IReadOnlyDictionary<string, object?> Scalars { get; }

    /// <summary>
    /// The network's weights by torchvision 0.14's names: <c>model_weights</c>, <c>state_dict</c>, <c>model_state_dict</c> or <c>model</c> of the
    /// root, or the root itself. DataParallel's prefix is taken off.
    /// </summary>
    /// <exception cref="CheckpointException">There are none, or two have the same name.</exception>
    public IReadOnlyDictionary<string, TensorReference> Weights => _weights ??= FindWeights();

    /// <summary>Reads the structure of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">It cannot be read, is no checkpoint, is damaged, or asks for what is not allowed.</exception>
    public static Checkpoint Open(string path)
    {
        var file = Path.GetFileName(path);
        FileStream? stream = null;
        try
        {
            stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Open(file, stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or InvalidDataException)
        {
            stream?.Dispose();
            throw Unreadable(file, e);
        }
    }

    /// <summary>Reads a tensor, in C order, on the CPU; the caller owns it.</summary>
    /// <param name="tensor">A tensor of this checkpoint.</param>
    /// <exception cref="CheckpointException">Its storage is damaged, or it has 2 GiB or more.</exception>
    public Tensor Read(TensorReference tensor)
    {
        try
        {
            return TensorReading.Read(_archive, tensor);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw Unreadable(_file, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _archive.Dispose();
    }

    private static Checkpoint Open(string file, FileStream stream)
    {
        var start = new byte[512];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (start.AsSpan().StartsWith("PK\u0003\u0004"u8))
        {
            var (zip, zipRoot) = ZipStorages.Open(stream);
            return new(file, CheckpointFormat.Zip, zip, zipRoot);
        }

        if (length == start.Length && start.AsSpan(TarMarkOffset).StartsWith("ustar"u8))
            throw new InvalidDataException("it is a TAR archive of torch before 0.1.10; save it anew with a later version");
        var (legacy, root) = LegacyStorages.Open(stream);
        return new(file, CheckpointFormat.Legacy, legacy, root);
    }

    private static CheckpointException Unreadable(string file, Exception e)
    {
        return new(file, e is InvalidDataException ? e.Message : "it cannot be read", e);
    }

    private IReadOnlyDictionary<string, TensorReference> FindWeights()
    {
        try
        {
            return StateDict.Find(Root);
        }
        catch (InvalidDataException e)
        {
            throw Unreadable(_file, e);
        }
    }
}
