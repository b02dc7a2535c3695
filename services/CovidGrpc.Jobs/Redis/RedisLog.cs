using Microsoft.Extensions.Logging;

namespace CovidGrpc.Jobs.Redis;

internal static partial class RedisLog
{
    [LoggerMessage(720, LogLevel.Warning, "The Redis of the jobs may lose jobs that it has accepted: it needs {Setting}")]
    public static partial void MayLoseJobs(ILogger logger, string setting);

    [LoggerMessage(721, LogLevel.Debug, "Whether the Redis of the jobs may lose jobs is unknown: {ExceptionType}")]
    public static partial void DurabilityUnknown(ILogger logger, string? exceptionType);
}
