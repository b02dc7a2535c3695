namespace CovidGrpc.Jobs;

/// <summary>A job as it stands.</summary>
public sealed record Job
{
    /// <summary>Names the job.</summary>
    public required string Id { get; init; }

    /// <summary>Names the workers that it waits for.</summary>
    public required string Queue { get; init; }

    /// <summary>References to what is worked on.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Where it stands.</summary>
    public required JobState State { get; init; }

    /// <summary>Tries begun since it was accepted or replayed, the one under way included.</summary>
    public required int Tries { get; init; }

    /// <summary>Work done so far, of <see cref="Total"/>.</summary>
    public uint Done { get; init; }

    /// <summary>Work in all; 0 while unknown.</summary>
    public uint Total { get; init; }

    /// <summary>What came of it; empty unless it succeeded.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>Why it, or its last try, ended without a result.</summary>
    public JobError? Error { get; init; }

    /// <summary>When it was accepted. Stays through tries and replays.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset Changed { get; init; }
}
