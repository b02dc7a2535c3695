namespace CovidGrpc.ModelServing;

/// <summary>What this process holds.</summary>
internal static class ProcessMemory
{
    private const string Status = "/proc/self/status";

    /// <summary>Anonymous resident memory (RssAnon) in bytes; 0 where the system does not tell.</summary>
    public static long AnonymousBytes() => File.Exists(Status) ? MemoryFields.Kibibytes(Status, "RssAnon") * 1024 ?? 0 : 0;
}
