namespace CovidGrpc.Jobs.Work;

/// <summary>How a try of a job ended.</summary>
internal enum JobOutcome
{
    /// <summary>The job is done.</summary>
    Succeeded,

    /// <summary>It failed and is tried again.</summary>
    Retried,

    /// <summary>It failed and is set aside.</summary>
    Failed,

    /// <summary>The host stopped, and gave the job back.</summary>
    Returned,

    /// <summary>The job was cancelled or its lease lapsed; another worker may have it.</summary>
    Lost,
}
