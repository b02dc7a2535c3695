namespace CovidGrpc.Segmentation;

internal static partial class SegmentationLog
{
    [LoggerMessage(400, LogLevel.Information, "Nobody waits for the slice any more; its computation stopped")]
    public static partial void Stopped(ILogger logger);
}
