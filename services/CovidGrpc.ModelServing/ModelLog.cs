using Microsoft.Extensions.Logging;

namespace CovidGrpc.ModelServing;

internal static partial class ModelLog
{
    [LoggerMessage(300, LogLevel.Information, "Loaded {Name} {Version} ({Digest}) on {Device}, {MemoryMiB} MiB, in {Loading}, warm after another {WarmUp}")]
    public static partial void Loaded(ILogger logger, string name, string version, string digest, string device, long memoryMiB, TimeSpan loading, TimeSpan warmUp);

    [LoggerMessage(301, LogLevel.Error, "The model cannot be used: {Cause}")]
    public static partial void Unusable(ILogger logger, string cause);

    [LoggerMessage(302, LogLevel.Information, "Retired {Name} {Version} ({Digest}): it goes with its last call")]
    public static partial void Retired(ILogger logger, string name, string version, string digest);

    [LoggerMessage(303, LogLevel.Information, "Computes on {Intraop} threads, with {Runs} runs at once, of {Cores} cores that this process may use")]
    public static partial void Threads(ILogger logger, int intraop, int runs, int cores);

    [LoggerMessage(304, LogLevel.Warning, "Interop threads stay at {Threads}: another room of this process has set them")]
    public static partial void InteropStays(ILogger logger, int threads);

    [LoggerMessage(305, LogLevel.Information, "The processor hides its caches (CPUID 8000001D), as in some virtual machines: convolutions on it take planes, since oneDNN errs otherwise")]
    public static partial void CachesAreHidden(ILogger logger);
}
