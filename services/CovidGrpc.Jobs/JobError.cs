namespace CovidGrpc.Jobs;

/// <summary>Why a job, or its last try, ended without a result. Holds nothing of a patient.</summary>
/// <param name="Code">Canonical code, as in <c>google.rpc.Code</c>.</param>
/// <param name="Reason">For programs, in upper snake case.</param>
/// <param name="Message">For people, one line.</param>
public sealed record JobError(int Code, string Reason, string Message);
