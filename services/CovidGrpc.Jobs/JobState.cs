namespace CovidGrpc.Jobs;

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>Accepted and kept on disk; waits for a worker, or for its next try.</summary>
    Pending,

    /// <summary>A worker has it.</summary>
    Running,

    /// <summary>Done; its result is kept.</summary>
    Succeeded,

    /// <summary>Set aside with its reason; waits for a replay.</summary>
    Failed,

    /// <summary>Stopped by request.</summary>
    Cancelled,
}
