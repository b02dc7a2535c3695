namespace CovidGrpc.Metrics.Segmentation.Coco;

/// <summary>The constants of COCO's detection protocol.</summary>
internal static class CocoProtocol
{
    /// <summary>Most predictions of an image and category that count, from the highest score down.</summary>
    internal const int MostPredictions = 100;

    internal const int Threshold50 = 0;
    internal const int Threshold75 = 5;

    /// <summary>The smallest difference of 1 to its neighbour; keeps precision defined before the first prediction.</summary>
    internal const double Epsilon = 2.220446049250313e-16;

    /// <summary>
    /// Ten even points from 0.5 to 0.95, as step times index, whose last bits decide which overlap is a match: the ninth lies just below 0.9.
    /// </summary>
    internal static readonly double[] Thresholds = EvenPoints(0.5, 0.95, 10);

    /// <summary>The 101 recalls at which precision is read.</summary>
    internal static readonly double[] Recalls = EvenPoints(0, 1, 101);

    /// <summary>Areas in pixels, both ends included: all, small, medium, large.</summary>
    internal static readonly (double Least, double Most)[] AreaRanges = [(0, 1e10), (0, 32 * 32), (32 * 32, 96 * 96), (96 * 96, 1e10)];

    private static double[] EvenPoints(double first, double last, int count)
    {
        var step = (last - first) / (count - 1);
        return [.. Enumerable.Range(0, count - 1).Select(i => i * step + first), last];
    }
}
