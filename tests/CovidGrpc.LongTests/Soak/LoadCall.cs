using CovidGrpc.LongTests.Faults;

namespace CovidGrpc.LongTests.Soak;

/// <summary>A call, and when it was made.</summary>
internal sealed record LoadCall(TimeSpan At, Seen Seen)
{
    /// <summary>Whether it was under way at some time of a window.</summary>
    public bool Touches(FaultWindow window) => At <= window.To && At + Seen.Took >= window.From;
}
