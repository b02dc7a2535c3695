namespace CovidGrpc.Hosting.Limits;

/// <summary>How long a piece of work takes, as the last ones did. Not safe for concurrent calls.</summary>
internal sealed class WorkPace
{
    private const double WeightOfLast = 0.2;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Unknown = TimeSpan.FromSeconds(1);

    private TimeSpan? _ofPiece;

    /// <summary>Takes the time of a run.</summary>
    public void Add(TimeSpan run, int pieces) =>
        _ofPiece = _ofPiece is { } before ? (before * (1 - WeightOfLast)) + (run / pieces * WeightOfLast) : run / pieces;

    /// <summary>When so many pieces are likely to be done, 10 ms to a minute; a second while nothing is known.</summary>
    public TimeSpan Until(int pieces, int runsAtOnce) =>
        _ofPiece is { } ofPiece ? TimeSpan.FromTicks(Math.Clamp((ofPiece * pieces / runsAtOnce).Ticks, Shortest.Ticks, Longest.Ticks)) : Unknown;
}
