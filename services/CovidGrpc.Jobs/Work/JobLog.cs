using Microsoft.Extensions.Logging;

namespace CovidGrpc.Jobs.Work;

internal static partial class JobLog
{
    [LoggerMessage(700, LogLevel.Information, "Job {Id} of {Queue} began, try {Try}")]
    public static partial void Began(ILogger logger, string id, string queue, int @try);

    [LoggerMessage(701, LogLevel.Information, "Job {Id} of {Queue} is done, try {Try}")]
    public static partial void Done(ILogger logger, string id, string queue, int @try);

    [LoggerMessage(702, LogLevel.Warning, "Job {Id} of {Queue} failed in try {Try} with {Reason} and is tried again in {Delay}")]
    public static partial void TriedAgain(ILogger logger, string id, string queue, int @try, string reason, TimeSpan delay);

    [LoggerMessage(703, LogLevel.Error, "Job {Id} of {Queue} failed in try {Try} with {Reason} and is set aside")]
    public static partial void SetAside(ILogger logger, string id, string queue, int @try, string reason);

    [LoggerMessage(704, LogLevel.Information, "Job {Id} of {Queue} is given back in try {Try}: the host stops")]
    public static partial void GivenBack(ILogger logger, string id, string queue, int @try);

    [LoggerMessage(705, LogLevel.Warning, "Job {Id} of {Queue} was cancelled or went to another worker during try {Try}")]
    public static partial void Lost(ILogger logger, string id, string queue, int @try);

    [LoggerMessage(706, LogLevel.Error, "Job {Id} of {Queue} failed unexpectedly in try {Try} with {ExceptionType} at {StackTrace}")]
    public static partial void Unexpected(ILogger logger, string id, string queue, int @try, string? exceptionType, string? stackTrace);

    [LoggerMessage(707, LogLevel.Warning, "The store of jobs is away ({ExceptionType}); the workers try again")]
    public static partial void StoreAway(ILogger logger, string? exceptionType);

    [LoggerMessage(708, LogLevel.Information, "The store of jobs is there again")]
    public static partial void StoreBack(ILogger logger);
}
