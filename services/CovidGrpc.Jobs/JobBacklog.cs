namespace CovidGrpc.Jobs;

/// <summary>What a queue holds at a moment.</summary>
/// <param name="Pending">Jobs that wait for a worker or for their next try.</param>
/// <param name="Running">Jobs that a worker has; one whose lease has lapsed counts until another worker asks.</param>
/// <param name="Failed">Jobs that were set aside and not replayed since; a Redis counts to 10,000.</param>
/// <param name="OldestAge">Time since the oldest job that has not ended was accepted; zero without one.</param>
public sealed record JobBacklog(int Pending, int Running, int Failed, TimeSpan OldestAge);
