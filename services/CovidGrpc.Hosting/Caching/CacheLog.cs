using Microsoft.Extensions.Logging;

namespace CovidGrpc.Hosting.Caching;

internal static partial class CacheLog
{
    [LoggerMessage(200, LogLevel.Warning, "Redis does not answer; the cache works without it and tries again in {Pause}")]
    public static partial void RedisAway(ILogger logger, TimeSpan pause);

    [LoggerMessage(201, LogLevel.Information, "Redis answers again")]
    public static partial void RedisBack(ILogger logger);

    [LoggerMessage(202, LogLevel.Debug, "An operation of Redis failed: {ExceptionType}")]
    public static partial void OperationFailed(ILogger logger, string exceptionType);
}
