namespace CovidGrpc.Pacs;

/// <summary>What the bridge logs. Studies stand there by their references, never by identifiers.</summary>
internal static partial class PacsLog
{
    [LoggerMessage(300, LogLevel.Information, "study {Reference} was answered: {Slices} slices")]
    public static partial void Answered(ILogger logger, string reference, int slices);

    [LoggerMessage(301, LogLevel.Information, "study {Reference} has its answers already")]
    public static partial void AnsweredBefore(ILogger logger, string reference);

    [LoggerMessage(302, LogLevel.Warning, "study {Reference} got a report alone: {Code}, {Message}")]
    public static partial void NoSegmentation(ILogger logger, string reference, string code, string message);

    [LoggerMessage(303, LogLevel.Information, "study {Reference} is complete: {Images} CT images")]
    public static partial void Submitted(ILogger logger, string reference, int images);

    [LoggerMessage(304, LogLevel.Warning, "study {Reference} was left out: {Message}")]
    public static partial void LeftOut(ILogger logger, string reference, string message);

    [LoggerMessage(305, LogLevel.Warning, "studies wait: {Message}")]
    public static partial void Waiting(ILogger logger, string message);

    [LoggerMessage(306, LogLevel.Information, "the PACS is followed again")]
    public static partial void Following(ILogger logger);

    [LoggerMessage(307, LogLevel.Error, "the look at the PACS failed with {ExceptionType} at {StackTrace}")]
    public static partial void Unexpected(ILogger logger, string? exceptionType, string? stackTrace);
}
