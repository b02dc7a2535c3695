using System.Buffers.Binary;
using System.Numerics;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>
/// A checkpoint as torch wrote it up to 1.5: five pickles (magic number, protocol version, system, contents, storage keys), then for each key
/// its number of elements as 64 bits and the elements. The elements are little-endian on every system.
/// </summary>
internal sealed class LegacyStorages : IStorageArchive
{
    private const int Protocol = 1001;

    private static readonly BigInteger MagicNumber = BigInteger.Parse("119547037146038801333356");

    private readonly FileStream _file;
    private readonly Dictionary<string, long> _begins = [];

    private LegacyStorages(FileStream file)
    {
        _file = file;
    }

    /// <inheritdoc/>
    public bool IsBigEndian => false;

    /// <summary>Reads the pickles of a file and finds its storages.</summary>
    /// <param name="file">The file at its begin; disposed with the result.</param>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    internal static (LegacyStorages Archive, object? Root) Open(FileStream file)
    {
        var bytes = new PickleBytes(file, file.Length);
        if (!IsMagic(bytes))
            throw new InvalidDataException("it is no PyTorch checkpoint: neither a ZIP archive nor a stream that begins with torch's magic number");
        if (PickleMachine.Read(bytes, NoReference) is not (long)Protocol)
            throw new InvalidDataException($"its protocol version is not {Protocol}");
        if (PickleMachine.Read(bytes, NoReference) is not PickleDict)
            throw new InvalidDataException("its description of the system is malformed");
        var table = new StorageTable();
        var root = PickleMachine.Read(bytes, table.Load);
        if (PickleMachine.Read(bytes, NoReference) is not PickleList { Kind: PickleListKind.List } keys)
            throw new InvalidDataException("its list of storages is malformed");
        var archive = new LegacyStorages(file);
        archive.Find(table.Storages, keys, bytes.Position);
        return (archive, root);
    }

    /// <inheritdoc/>
    public void Read(StorageReference storage, long begin, Span<byte> destination)
    {
        _file.Position = _begins[storage.Key] + begin;
        _file.ReadExactly(destination);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
    }

    private static bool IsMagic(PickleBytes bytes)
    {
        try
        {
            return PickleMachine.Read(bytes, NoReference) is BigInteger number && number == MagicNumber;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static object? NoReference(object? identifier)
    {
        throw new InvalidDataException("its pickle refers to a storage where there is none");
    }

    private void Find(IReadOnlyDictionary<string, StorageReference> storages, PickleList keys, long begin)
    {
        Span<byte> count = stackalloc byte[sizeof(long)];
        foreach (var item in keys.Items)
        {
            if (item is not string key || !storages.TryGetValue(key, out var storage) || _begins.ContainsKey(key))
                throw new InvalidDataException("its list of storages is not the one that its contents refer to");
            if (begin > _file.Length - count.Length)
                throw new InvalidDataException($"it ends before its storage {key}");
            _file.Position = begin;
            _file.ReadExactly(count);
            begin += count.Length;
            if (BinaryPrimitives.ReadInt64LittleEndian(count) is var written && written != storage.ElementCount)
                throw new InvalidDataException($"storage {key} has {written} elements, not {storage.ElementCount}");
            if (storage.ByteLength > _file.Length - begin)
                throw new InvalidDataException($"it ends within its storage {key}");
            _begins.Add(key, begin);
            begin += storage.ByteLength;
        }

        if (_begins.Count < storages.Count)
            throw new InvalidDataException($"storage {storages.Keys.First(key => !_begins.ContainsKey(key))} is missing");
        if (begin != _file.Length)
            throw new InvalidDataException($"it has {_file.Length - begin} bytes more than its storages");
    }
}
