namespace CovidGrpc.Jobs;

/// <summary>One try of a job, lent to one worker. It lapses when it is not renewed, and the job goes to another.</summary>
/// <param name="Job">The job.</param>
/// <param name="Token">Tells this lease from others of the same job.</param>
public sealed record JobLease(Job Job, string Token);
