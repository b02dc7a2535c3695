namespace CovidGrpc.Hosting.Limits;

/// <summary>A piece of work whose run begins.</summary>
/// <param name="Work">The piece.</param>
/// <param name="Waited">How long it waited for that.</param>
public readonly record struct QueuedWork<TWork>(TWork Work, TimeSpan Waited);
