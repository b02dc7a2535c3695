namespace CovidGrpc.Jobs;

/// <summary>The queues of the house.</summary>
public static class JobQueues
{
    /// <summary>Finished uploads, worked on by the gateway.</summary>
    public const string Uploads = "uploads";

    /// <summary>Studies of a PACS, worked on by the bridge.</summary>
    public const string Studies = "studies";

    internal static IReadOnlyList<string> All { get; } = [Uploads, Studies];
}
