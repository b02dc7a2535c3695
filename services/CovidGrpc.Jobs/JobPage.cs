namespace CovidGrpc.Jobs;

/// <summary>A part of the list of jobs, the newest first.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="Next">For the next part; null after the last.</param>
public sealed record JobPage(IReadOnlyList<Job> Jobs, string? Next);
