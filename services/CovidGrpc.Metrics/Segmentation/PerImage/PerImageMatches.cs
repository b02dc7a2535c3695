namespace CovidGrpc.Metrics.Segmentation.PerImage;

/// <summary>Which prediction each true object of an image took, at one threshold.</summary>
/// <param name="PredictionOfTruth">For every true object the place of its prediction in score order, −1 for none.</param>
/// <param name="TruthOfPrediction">For every prediction in score order the true object that took it, the last one of several, −1 for none.</param>
internal sealed record PerImageMatches(int[] PredictionOfTruth, int[] TruthOfPrediction)
{
    /// <summary>
    /// Matches as the authors do: every true object takes, of the predictions of its category with a mask IoU above the threshold, the one with the
    /// largest; of equal ones the last in score order. Scores have no say, and a prediction may be taken more than once.
    /// </summary>
    /// <param name="truths">The true objects, in their order.</param>
    /// <param name="ranked">The predictions in score order.</param>
    /// <param name="overlaps">IoU of every prediction with every true object.</param>
    /// <param name="threshold">The IoU that a match must exceed.</param>
    internal static PerImageMatches Of(
        IReadOnlyList<TruthObject> truths, IReadOnlyList<PredictedObject> ranked, float[,] overlaps, float threshold)
    {
        var matches = new PerImageMatches(new int[truths.Count], new int[ranked.Count]);
        Array.Fill(matches.TruthOfPrediction, -1);
        for (var truth = 0; truth < truths.Count; truth++)
        {
            var (best, taken) = (threshold, -1);
            for (var place = 0; place < ranked.Count; place++)
            {
                var overlap = overlaps[place, truth];
                var isBetter = taken < 0 ? overlap > best : overlap >= best;
                if (isBetter && ranked[place].Category == truths[truth].Category)
                    (best, taken) = (overlap, place);
            }

            matches.PredictionOfTruth[truth] = taken;
            if (taken >= 0)
                matches.TruthOfPrediction[taken] = truth;
        }

        return matches;
    }

    /// <summary>
    /// Area under the precision over the recall, precision made non-increasing, down the score order. A prediction that was taken twice counts
    /// once, so the recall then stays below 1.
    /// </summary>
    internal double AveragePrecision()
    {
        var hits = TruthOfPrediction.Count(truth => truth >= 0);
        var (area, envelope) = (0.0, 0.0);
        for (var rank = TruthOfPrediction.Length; rank > 0; rank--)
        {
            envelope = Math.Max(envelope, (double)hits / rank);
            if (TruthOfPrediction[rank - 1] < 0)
                continue;
            area += envelope / PredictionOfTruth.Length;
            hits--;
        }

        return area;
    }
}
