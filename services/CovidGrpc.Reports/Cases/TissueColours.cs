using SkiaSharp;

namespace CovidGrpc.Reports.Cases;

/// <summary>The colours of tissues, on overlays and in reports.</summary>
public static class TissueColours
{
    /// <summary>What the colours mean, in words.</summary>
    public const string InWords = "green: lung, yellow: ground-glass opacity, red: consolidation, orange: a lesion that is one of the two";

    /// <param name="tissue">1 lung, 2 ground-glass opacity, 3 consolidation, 4 a lesion that is one of the two.</param>
    /// <returns>The colour; white for other numbers.</returns>
    public static SKColor Of(int tissue) => tissue switch
    {
        1 => new SKColor(80, 210, 150),
        2 => new SKColor(255, 225, 80),
        3 => new SKColor(255, 85, 105),
        4 => new SKColor(255, 165, 60),
        _ => SKColors.White,
    };
}
