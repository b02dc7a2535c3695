namespace CovidGrpc.Jobs;

/// <summary>A job to be accepted.</summary>
/// <param name="Id">Names the job; the same work has the same id. 1 to 64 characters of <c>a-z 0-9 -</c>.</param>
/// <param name="Queue">Names the workers that it waits for, as <see cref="JobQueues.Uploads"/>.</param>
/// <param name="Payload">References to what is worked on, never the data, nothing of a patient. At most 64 KiB.</param>
public sealed record NewJob(string Id, string Queue, ReadOnlyMemory<byte> Payload);
