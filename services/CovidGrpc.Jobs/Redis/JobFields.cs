using StackExchange.Redis;

namespace CovidGrpc.Jobs.Redis;

/// <summary>A job's fields as the scripts answer them, in the order of <c>job.lua</c>.</summary>
internal static class JobFields
{
    /// <summary>The job; null when there is none.</summary>
    public static Job? Read(RedisResult answer)
    {
        if (answer.IsNull)
        {
            return null;
        }

        var fields = (RedisValue[])answer!;
        return new Job
        {
            Id = fields[1]!,
            Queue = fields[2]!,
            Payload = (byte[])fields[3]!,
            State = (JobState)(int)fields[4],
            Tries = (int)fields[5],
            Done = (uint)fields[6],
            Total = (uint)fields[7],
            Result = (byte[]?)fields[8] ?? [],
            Error = fields[9].IsNull ? null : new JobError((int)fields[9], fields[10]!, fields[11]!),
            Created = DateTimeOffset.FromUnixTimeMilliseconds((long)fields[12]),
            Changed = DateTimeOffset.FromUnixTimeMilliseconds((long)fields[13]),
        };
    }

    /// <summary>The job's number in the order of acceptance.</summary>
    public static long Number(RedisResult answer) => (long)((RedisValue[])answer!)[0];
}
