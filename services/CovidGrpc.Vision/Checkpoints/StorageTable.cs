namespace CovidGrpc.Vision.Checkpoints;

/// <summary>The storages that a pickle mentions: reads its persistent identifiers.</summary>
internal sealed class StorageTable
{
    private readonly Dictionary<string, StorageReference> _storages = [];

    /// <summary>Storages by key.</summary>
    internal IReadOnlyDictionary<string, StorageReference> Storages => _storages;

    /// <summary>What a persistent identifier stands for.</summary>
    /// <remarks>
    /// <c>('storage', class, key, device, elements)</c>, in older files with a sixth part that is None or <c>(key, first element, elements)</c> of
    /// a part; <c>('module', class, path, source)</c> in files up to torch 1.x, whose source text is dropped.
    /// </remarks>
    internal object? Load(object? identifier)
    {
        return identifier is not PickleList { Kind: PickleListKind.Tuple } parts
            ? throw Malformed()
            : parts.Items switch
            {
                ["module", PickleGlobal type, _, _] => type,
                ["storage", PickleGlobal type, string key, string, long count] => Add(type, key, count),
                ["storage", PickleGlobal type, string key, string, long count, null] => Add(type, key, count),
                ["storage", PickleGlobal type, string key, string, long count, PickleList { Items: [string, long begin, long length] }] =>
                    Part(Add(type, key, count), begin, length),
                _ => throw Malformed(),
            };
    }

    private StorageReference Add(PickleGlobal storageClass, string key, long count)
    {
        var type = ElementType.OfStorageClass(storageClass)
            ?? throw new InvalidDataException($"storage {key} is of type {storageClass}, which is not known");
        if (count < 0 || count > long.MaxValue / type.Size)
            throw Malformed();
        var storage = new StorageReference(key, type, count);
        if (!_storages.TryAdd(key, storage) && _storages[key] != storage)
            throw new InvalidDataException($"storage {key} has two descriptions that differ");
        return _storages[key];
    }

    private static StorageReference Part(StorageReference storage, long begin, long length)
    {
        if (begin < 0 || length < 0 || length > storage.ElementCount - begin)
            throw new InvalidDataException($"a part of storage {storage.Key} reaches beyond its end");
        return storage with { ViewBegin = begin, ViewLength = length };
    }

    private static InvalidDataException Malformed()
    {
        return new("its pickle has a malformed reference to a storage");
    }
}
