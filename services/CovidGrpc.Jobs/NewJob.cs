namespace CovidGrpc.Jobs;

/// <summary>A job to be accepted.</summary>
/// <param name="Id">Names the job; the same work has the same id. 1 to 64 characters of <c>a-z 0-9 -</c>.</param>
/// <param name="Queue">Names the workers that it waits for, as <see cref="JobQueues.Uploads"/>. Characters as in an id.</param>
/// <param name="Payload">References to what is worked on, never the data, nothing of a patient. At most 64 KiB.</param>
public sealed record NewJob(string Id, string Queue, ReadOnlyMemory<byte> Payload)
{
    private const int MostNameLength = 64;
    private const int MostPayloadBytes = 65536;

    /// <summary>Throws where a part is not as told.</summary>
    internal void Check()
    {
        if (!IsName(Id) || !IsName(Queue))
        {
            throw new ArgumentException($"Ids and queues of jobs have 1 to {MostNameLength} characters of a-z, 0-9 and -.");
        }

        if (Payload.Length > MostPayloadBytes)
        {
            throw new ArgumentException($"The payload of a job has at most {MostPayloadBytes} bytes.");
        }
    }

    /// <summary>Answers the job that was found under this one's id, if it is the same work.</summary>
    internal Job Same(Job found) =>
        found.Queue == Queue && found.Payload.Span.SequenceEqual(Payload.Span)
            ? found
            : throw new JobConflictException("There is a job of this id that asks for something else.");

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MostNameLength && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
