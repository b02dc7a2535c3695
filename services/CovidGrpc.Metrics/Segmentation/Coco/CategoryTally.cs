namespace CovidGrpc.Metrics.Segmentation.Coco;

/// <summary>What is kept of one category over all images.</summary>
internal sealed class CategoryTally
{
    private readonly int[] _objects = new int[CocoProtocol.AreaRanges.Length];
    private readonly List<RankedPrediction> _predictions = [];

    /// <summary>True objects that count, in every area range.</summary>
    internal IReadOnlyList<int> Objects => _objects;

    internal int Predictions => _predictions.Count;

    internal void Add(CocoMatching matching, long image)
    {
        for (var range = 0; range < _objects.Length; range++)
            _objects[range] = checked(_objects[range] + matching.Counted(range));
        _predictions.AddRange(matching.Match(image));
    }

    internal void Sort() => _predictions.Sort();

    /// <summary>
    /// Precision at the 101 recalls, and the recall in the end, for one area range and threshold; null without an object that counts. The
    /// predictions are sorted.
    /// </summary>
    /// <param name="range">Index of the area range.</param>
    /// <param name="threshold">Index of the IoU threshold.</param>
    /// <param name="most">Most predictions of an image that count.</param>
    internal PrecisionCurve? Curve(int range, int threshold, int most = CocoProtocol.MostPredictions)
    {
        if (_objects[range] == 0)
            return null;
        var bit = RankedPrediction.Bit(range, threshold);
        var points = new List<(double Recall, double Precision)>();
        var (hits, misses) = (0, 0);
        foreach (var prediction in _predictions.Where(prediction => prediction.Rank < most && (prediction.Ignored & bit) == 0))
        {
            if ((prediction.Matched & bit) != 0)
                hits++;
            else
                misses++;
            points.Add(((double)hits / _objects[range], hits / (hits + misses + CocoProtocol.Epsilon)));
        }

        return new(AtRecalls(points), (double)hits / _objects[range]);
    }

    private static double[] AtRecalls(List<(double Recall, double Precision)> points)
    {
        var precision = new double[CocoProtocol.Recalls.Length];
        var (next, best) = (points.Count - 1, 0.0);
        for (var i = precision.Length - 1; i >= 0; i--)
        {
            for (; next >= 0 && points[next].Recall >= CocoProtocol.Recalls[i]; next--)
                best = Math.Max(best, points[next].Precision);
            precision[i] = best;
        }

        return precision;
    }
}
