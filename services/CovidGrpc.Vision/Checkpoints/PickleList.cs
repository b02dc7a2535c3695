namespace CovidGrpc.Vision.Checkpoints;

/// <summary>A list, tuple, set or <c>torch.Size</c> of a checkpoint.</summary>
public sealed class PickleList
{
    private IReadOnlyList<object?> _items;

    internal PickleList(PickleListKind kind, IReadOnlyList<object?> items)
    {
        Kind = kind;
        _items = items;
    }

    /// <summary>Which of them it is.</summary>
    public PickleListKind Kind { get; }

    /// <summary>Its values (<see cref="Checkpoint.Root"/> says which there are), in the file's order.</summary>
    public IReadOnlyList<object?> Items => _items;

    internal void Append(ReadOnlySpan<object?> items)
    {
        if (_items is not List<object?> list)
            _items = list = [.. _items];
        list.AddRange(items);
    }
}
