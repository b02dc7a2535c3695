namespace CovidGrpc.Vision.Checkpoints;

/// <summary>A tensor of the checkpoint, still in the file: which elements of a storage it has. <see cref="Checkpoint.Read"/> reads it.</summary>
public sealed record TensorReference
{
    private readonly long[] _shape;
    private readonly long[] _strides;

    /// <summary>Checks a tensor against its storage.</summary>
    /// <exception cref="InvalidDataException">It reaches beyond its storage or beyond the limits.</exception>
    internal TensorReference(StorageReference storage, ElementType type, long offset, long[] shape, long[] strides)
    {
        Storage = storage;
        Type = type;
        Offset = offset;
        _shape = shape;
        _strides = strides;
        if (shape.Length != strides.Length || offset < 0 || shape.Any(size => size < 0) || strides.Any(stride => stride < 0))
            throw new InvalidDataException("a tensor's shape, strides or offset are malformed");
        try
        {
            ElementCount = shape.Contains(0) ? 0 : shape.Aggregate(1L, (product, size) => checked(product * size));
            Span = ElementCount == 0 ? 0 : shape.Zip(strides).Aggregate(1L, (end, axis) => checked(end + (axis.First - 1) * axis.Second));
            CheckFits();
        }
        catch (OverflowException e)
        {
            throw new InvalidDataException("a tensor's shape, strides or offset are beyond all measure", e);
        }
    }

    /// <summary>Its element type as PyTorch writes it: <c>float32</c>.</summary>
    public string Dtype => Type.Name;

    /// <summary>Its dimensions; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => _shape;

    /// <summary>Elements of the storage from one index to the next, for each dimension.</summary>
    public IReadOnlyList<long> Strides => _strides;

    /// <summary>Its first element in the storage.</summary>
    public long Offset { get; }

    /// <summary>How many elements it has.</summary>
    public long ElementCount { get; }

    /// <summary>Where its elements are.</summary>
    public StorageReference Storage { get; }

    /// <summary>Whether it was saved as a parameter.</summary>
    public bool IsParameter { get; internal init; }

    internal ElementType Type { get; }

    /// <summary>Elements of the storage from its first to its last.</summary>
    internal long Span { get; }

    private void CheckFits()
    {
        var storageBytes = checked(Storage.ViewLength * Storage.Type.Size);
        if (ElementCount > 0 && checked((Offset + Span) * Type.Size) > storageBytes)
            throw new InvalidDataException($"a tensor reaches beyond the end of its storage {Storage.Key}");
        if (ElementCount > CheckpointLimits.ExpandedElements && ElementCount > storageBytes / Type.Size)
        {
            throw new InvalidDataException(
                $"a tensor repeats elements of its storage {Storage.Key} and has more than {CheckpointLimits.ExpandedElements} of them");
        }
    }
}
