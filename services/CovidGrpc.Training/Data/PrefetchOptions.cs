namespace CovidGrpc.Training.Data;

/// <summary>How slices are made ready before they are asked for.</summary>
internal sealed record PrefetchOptions
{
    /// <summary>How many may be ready or in the making, 1 or more: what memory is given to them.</summary>
    public int Ahead { get; init; } = 8;

    /// <summary>How many are in the making at once, 1 or more: what processors are given to them.</summary>
    public int Workers { get; init; } = 1;
}
