using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using CovidGrpc.Vision.Models;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Weights;

/// <summary>Tensors of a memory-mapped safetensors file.</summary>
internal sealed class SafetensorsFile : IWeightSource
{
    private const long LargestFile = 8L << 30;

    private readonly MemoryMappedFile _mapping;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _length;
    private readonly long _dataBegin;

    private SafetensorsFile(string file, FileStream stream, string? sha256)
    {
        _length = stream.Length;
        _mapping = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _mapping.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        try
        {
            if (sha256 is not null && Hash() != sha256)
                throw new ModelFolderException(file, ["its SHA-256 is not the one in the manifest"]);
            var headerLength = SafetensorsHeader.ReadLength(ReadBytes(0, SafetensorsHeader.PrefixLength), _length, file);
            _dataBegin = SafetensorsHeader.PrefixLength + headerLength;
            Tensors = SafetensorsHeader.Parse(ReadBytes(SafetensorsHeader.PrefixLength, headerLength), _length - _dataBegin, file);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the file holds, by torchvision 0.14's names.</summary>
    internal IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>Maps a file, checks its digest and its index.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sha256">Lower-case hexadecimal; null when it is not to be checked.</param>
    /// <exception cref="ModelFolderException">The file cannot be read, is another one, or is malformed.</exception>
    internal static SafetensorsFile Open(string path, string? sha256 = null)
    {
        var file = Path.GetFileName(path);
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length is < SafetensorsHeader.PrefixLength or > LargestFile)
            {
                stream.Dispose();
                throw new ModelFolderException(file, [$"it must have {SafetensorsHeader.PrefixLength} to {LargestFile} bytes"]);
            }

            return new(file, stream, sha256);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFolderException(file, ["it cannot be read"], e);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Compare(IReadOnlyDictionary<string, long[]> wanted, Func<string, bool> isMine)
    {
        return WeightComparison.Compare(Tensors.ToDictionary(entry => entry.Key, IReadOnlyList<long> (entry) => entry.Value.Shape), wanted, isMine);
    }

    /// <inheritdoc/>
    public long CountElements(Func<string, bool> isMine)
    {
        return Tensors.Where(tensor => isMine(tensor.Key)).Sum(tensor => tensor.Value.ElementCount);
    }

    /// <inheritdoc/>
    public void Read(string name, Tensor destination)
    {
        var entry = Tensors[name];
        using var scope = NewDisposeScope();
        var tensor = empty(entry.Shape, entry.Type, CPU);
        using (var bytes = Acquire())
            bytes.Span(_dataBegin + entry.Begin, entry.Length).CopyTo(tensor.bytes);
        destination.copy_(tensor);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _mapping.Dispose();
    }

    private string Hash()
    {
        const int Step = 1 << 24;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var bytes = Acquire();
        for (var at = 0L; at < _length; at += Step)
            hash.AppendData(bytes.Span(at, Math.Min(Step, _length - at)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private byte[] ReadBytes(long begin, int length)
    {
        using var bytes = Acquire();
        return bytes.Span(begin, length).ToArray();
    }

    private MappedBytes Acquire()
    {
        return new(_view.SafeMemoryMappedViewHandle, _length);
    }

    private readonly unsafe ref struct MappedBytes
    {
        private readonly SafeMemoryMappedViewHandle _handle;
        private readonly byte* _start;
        private readonly long _length;

        internal MappedBytes(SafeMemoryMappedViewHandle handle, long length)
        {
            _handle = handle;
            _length = length;
            handle.AcquirePointer(ref _start);
        }

        internal ReadOnlySpan<byte> Span(long begin, long length)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(begin + length, _length);
            return new(_start + begin, checked((int)length));
        }

        public void Dispose()
        {
            _handle.ReleasePointer();
        }
    }
}
