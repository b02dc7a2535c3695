namespace CovidGrpc.Metrics.Segmentation.Coco;

/// <summary>Predictions and true objects of one image and category, matched by COCO's rule.</summary>
internal sealed class CocoMatching
{
    private readonly IReadOnlyList<TruthObject> _truths;
    private readonly PredictedObject[] _ranked;
    private readonly double[,] _overlaps;

    /// <param name="truths">The true objects in the order of their file.</param>
    /// <param name="predictions">The predictions in the order of their file.</param>
    /// <param name="overlap">What is compared.</param>
    internal CocoMatching(IReadOnlyList<TruthObject> truths, IEnumerable<PredictedObject> predictions, CocoOverlap overlap)
    {
        _truths = truths;
        _ranked = [.. predictions.OrderByDescending(prediction => prediction.Score).Take(CocoProtocol.MostPredictions)];
        _overlaps = new double[_ranked.Length, truths.Count];
        for (var found = 0; found < _ranked.Length; found++)
        {
            for (var truth = 0; truth < truths.Count; truth++)
                _overlaps[found, truth] = overlap == CocoOverlap.Mask ? OfMasks(truths[truth], _ranked[found]) : OfBoxes(truths[truth], _ranked[found]);
        }
    }

    /// <summary>Number of true objects that count in an area range.</summary>
    internal int Counted(int range) => _truths.Count(truth => !IsIgnored(truth, range));

    /// <summary>The predictions that count, with what became of them.</summary>
    /// <param name="image">The image's id.</param>
    internal IEnumerable<RankedPrediction> Match(long image)
    {
        var matched = new ulong[_ranked.Length];
        var ignored = new ulong[_ranked.Length];
        for (var range = 0; range < CocoProtocol.AreaRanges.Length; range++)
        {
            for (var threshold = 0; threshold < CocoProtocol.Thresholds.Length; threshold++)
                Match(range, threshold, matched, ignored);
        }

        return _ranked.Select((prediction, rank) => new RankedPrediction(prediction.Score, image, (byte)rank, matched[rank], ignored[rank]));
    }

    private static double OfMasks(TruthObject truth, PredictedObject found)
    {
        var common = truth.Mask!.Intersection(found.Mask!);
        var whole = truth.IsCrowd ? found.Mask!.Area : truth.Mask.Area + found.Mask!.Area - common;
        return common == 0 ? 0 : (double)common / whole;
    }

    private static double OfBoxes(TruthObject truth, PredictedObject found)
    {
        var (real, box) = (truth.Box ?? truth.Mask!.BoundingBox, found.Box ?? found.Mask!.BoundingBox);
        var common = real.Intersection(box);
        var whole = truth.IsCrowd ? box.Area : real.Area + box.Area - common;
        return common == 0 ? 0 : common / whole;
    }

    private static bool IsOutside(double area, int range) => area < CocoProtocol.AreaRanges[range].Least || area > CocoProtocol.AreaRanges[range].Most;

    private static bool IsIgnored(TruthObject truth, int range) =>
        truth.IsCrowd || IsOutside(truth.Area ?? truth.Mask?.Area ?? truth.Box!.Value.Area, range);

    private void Match(int range, int threshold, ulong[] matched, ulong[] ignored)
    {
        var isIgnored = _truths.Select(truth => IsIgnored(truth, range)).ToArray();
        int[] order = [.. Enumerable.Range(0, _truths.Count).OrderBy(truth => isIgnored[truth])];
        var isTaken = new bool[_truths.Count];
        var bit = RankedPrediction.Bit(range, threshold);
        for (var found = 0; found < _ranked.Length; found++)
        {
            var truth = Best(found, CocoProtocol.Thresholds[threshold], order, isIgnored, isTaken);
            if (truth >= 0)
            {
                isTaken[truth] = true;
                matched[found] |= bit;
            }

            if (truth >= 0 ? isIgnored[truth] : IsOutside(_ranked[found].Box?.Area ?? _ranked[found].Mask!.Area, range))
                ignored[found] |= bit;
        }
    }

    /// <summary>
    /// The object that a prediction takes: the one with the largest overlap, the later of equal ones, still free unless it is a crowd; one that is
    /// ignored only if none that counts reaches the threshold. −1 for none.
    /// </summary>
    private int Best(int found, double threshold, int[] order, bool[] isIgnored, bool[] isTaken)
    {
        var (best, least) = (-1, Math.Min(threshold, 1 - 1e-10));
        foreach (var truth in order)
        {
            if (best >= 0 && !isIgnored[best] && isIgnored[truth])
                break;
            if ((isTaken[truth] && !_truths[truth].IsCrowd) || _overlaps[found, truth] < least)
                continue;
            (best, least) = (truth, _overlaps[found, truth]);
        }

        return best;
    }
}
