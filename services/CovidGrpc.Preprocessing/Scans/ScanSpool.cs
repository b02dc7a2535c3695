using Microsoft.Win32.SafeHandles;

namespace CovidGrpc.Preprocessing.Scans;

/// <summary>
/// The files of one scan on disk, one behind the other in one file. Its name is taken away as soon as it is open: whatever happens to this
/// process, the system frees the space, and no other process finds a patient's pixels.
/// </summary>
internal sealed class ScanSpool : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Dictionary<int, Extent> _extents = [];

    /// <summary>Opens an empty spool in a folder.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public ScanSpool(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"covidgrpc-scan-{Guid.NewGuid():N}");
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        File.Delete(path);
    }

    /// <summary>Bytes of all files.</summary>
    public long Length { get; private set; }

    /// <summary>Files that were begun.</summary>
    public int Files => _extents.Count;

    /// <summary>Whether a file was begun.</summary>
    public bool Contains(int instance) => _extents.ContainsKey(instance);

    /// <summary>Bytes of a file so far.</summary>
    public long LengthOf(int instance) => _extents[instance].Length;

    /// <summary>Begins a file; what is appended from now on is its content.</summary>
    public void Begin(int instance) => _extents.Add(instance, new Extent(Length, 0));

    /// <summary>Appends to the file that was begun last.</summary>
    public async ValueTask AppendAsync(int instance, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(_file, bytes, Length, cancellationToken);
        Length += bytes.Length;
        _extents[instance] = _extents[instance] with { Length = _extents[instance].Length + bytes.Length };
    }

    /// <summary>A whole file.</summary>
    /// <exception cref="EndOfStreamException">The spool was cut.</exception>
    public async ValueTask<byte[]> ReadAsync(int instance, CancellationToken cancellationToken)
    {
        var extent = _extents[instance];
        var bytes = new byte[extent.Length];
        for (var read = 0; read < bytes.Length;)
        {
            var count = await RandomAccess.ReadAsync(_file, bytes.AsMemory(read), extent.Start + read, cancellationToken);
            read += count > 0 ? count : throw new EndOfStreamException();
        }

        return bytes;
    }

    public void Dispose() => _file.Dispose();

    private readonly record struct Extent(long Start, long Length);
}
