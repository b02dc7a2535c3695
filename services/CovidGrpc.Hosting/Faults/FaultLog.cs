using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace CovidGrpc.Hosting.Faults;

internal static partial class FaultLog
{
    [LoggerMessage(100, LogLevel.Error, "{Method} failed with {ExceptionType} at {StackTrace}")]
    public static partial void Unexpected(ILogger logger, string method, string? exceptionType, string? stackTrace);

    [LoggerMessage(101, LogLevel.Information, "{Method} answered {StatusCode} {Reason}")]
    public static partial void Answered(ILogger logger, string method, StatusCode statusCode, string? reason);

    [LoggerMessage(102, LogLevel.Error, "{Method}: the disk is full")]
    public static partial void DiskFull(ILogger logger, string method);
}
