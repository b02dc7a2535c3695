namespace CovidGrpc.Jobs;

/// <summary>Why a job, or its last try, ended without a result. Holds nothing of a patient.</summary>
/// <param name="Code">Canonical code, as in <c>google.rpc.Code</c>.</param>
/// <param name="Reason">For programs, in upper snake case.</param>
/// <param name="Message">For people, one line.</param>
public sealed record JobError(int Code, string Reason, string Message)
{
    private const int InternalCode = 13;
    private const int UnavailableCode = 14;
    private const int OutOfRangeCode = 11;

    /// <summary>A handler failed in a way that it does not understand; what is behind it stays in the log.</summary>
    internal static JobError Internal { get; } = new(InternalCode, "INTERNAL", "The job failed for a reason that it does not know.");

    /// <summary>Every worker that tried it was lost.</summary>
    internal static JobError WorkerLost { get; } = new(UnavailableCode, "WORKER_LOST", "Each worker that tried the job was lost in the middle of it.");

    /// <summary>A handler answered more than a store keeps.</summary>
    internal static JobError ResultTooLarge { get; } = new(OutOfRangeCode, "RESULT_TOO_LARGE", "What came of the job is larger than 4 MiB.");
}
