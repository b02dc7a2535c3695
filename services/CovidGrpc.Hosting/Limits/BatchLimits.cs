namespace CovidGrpc.Hosting.Limits;

/// <summary>How much work is done in one run.</summary>
/// <param name="Most">Pieces of one run, at least 1.</param>
/// <param name="LongestWait">
/// How long the oldest piece that waits may be held back for more to come, after a run. A thread that was idle holds nothing back.
/// </param>
public readonly record struct BatchLimits(int Most, TimeSpan LongestWait)
{
    /// <summary>Each piece for itself.</summary>
    public static BatchLimits One { get; } = new(1, TimeSpan.Zero);
}
