namespace CovidGrpc.Vision.Checkpoints;

/// <summary>Python's kinds of sequences and sets.</summary>
public enum PickleListKind
{
    /// <summary><c>list</c></summary>
    List,

    /// <summary><c>tuple</c></summary>
    Tuple,

    /// <summary><c>set</c></summary>
    Set,

    /// <summary><c>frozenset</c></summary>
    FrozenSet,

    /// <summary><c>torch.Size</c></summary>
    Size,
}
