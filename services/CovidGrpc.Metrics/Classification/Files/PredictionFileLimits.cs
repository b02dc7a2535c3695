namespace CovidGrpc.Metrics.Classification.Files;

/// <summary>What a file of predictions may hold.</summary>
internal static class PredictionFileLimits
{
    /// <summary>Bytes of a line.</summary>
    internal const int LineBytes = 1 << 16;

    /// <summary>Lines: some 40 bytes of each are kept.</summary>
    internal const long Rows = 50_000_000;
}
