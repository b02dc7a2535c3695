namespace CovidGrpc.Vision.Checkpoints;

/// <summary>A run of elements in the checkpoint, which tensors share. Nothing of it is in memory.</summary>
public sealed record StorageReference
{
    internal StorageReference(string key, ElementType type, long elementCount)
    {
        Key = key;
        Type = type;
        ElementCount = elementCount;
        ViewLength = elementCount;
    }

    /// <summary>Its name in the file.</summary>
    public string Key { get; }

    /// <summary>Its element type as PyTorch writes it: <c>float32</c>.</summary>
    public string Dtype => Type.Name;

    /// <summary>How many elements the file has of it.</summary>
    public long ElementCount { get; }

    internal ElementType Type { get; }

    /// <summary>Bytes in the file.</summary>
    internal long ByteLength => checked(ElementCount * Type.Size);

    /// <summary>First element of the part that is meant; torch up to 0.3 saved parts of a storage so.</summary>
    internal long ViewBegin { get; init; }

    /// <summary>Elements of the part that is meant.</summary>
    internal long ViewLength { get; init; }
}
