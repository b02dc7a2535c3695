namespace CovidGrpc.Segmentation;

internal static partial class SegmentationLog
{
    [LoggerMessage(401, LogLevel.Debug, "The computation of a slice started, in a run of {Slices}")]
    public static partial void Started(ILogger logger, int slices);

    [LoggerMessage(400, LogLevel.Information, "The computation of a slice stopped: nobody waits for it any more")]
    public static partial void Stopped(ILogger logger);
}
