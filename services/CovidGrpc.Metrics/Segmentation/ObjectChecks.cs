namespace CovidGrpc.Metrics.Segmentation;

/// <summary>What is asked of the objects of one image before they are compared.</summary>
internal static class ObjectChecks
{
    internal static void Check(IReadOnlyList<TruthObject> truths, IReadOnlyList<PredictedObject> predictions)
    {
        if (truths.Any(truth => truth.Box?.IsValid == false || truth.Area is { } area && !(area >= 0 && double.IsFinite(area))))
            throw new ArgumentException("A true object's box or area is negative or not finite.", nameof(truths));
        if (predictions.Any(prediction => !double.IsFinite(prediction.Score)))
            throw new ArgumentException("A prediction's score is not finite.", nameof(predictions));
        if (predictions.Any(prediction => prediction.Box?.IsValid == false))
            throw new ArgumentException("A prediction's box is negative or not finite.", nameof(predictions));
    }

    internal static void CheckMasks(IReadOnlyList<TruthObject> truths, IReadOnlyList<PredictedObject> predictions)
    {
        var masks = truths.Select(truth => truth.Mask).Concat(predictions.Select(prediction => prediction.Mask)).ToArray();
        if (masks.Contains(null))
            throw new ArgumentException("An object has no mask; masks are compared here.");
        if (masks.Select(mask => (mask!.Rows, mask.Columns)).Distinct().Count() > 1)
            throw new ArgumentException("The masks of one image differ in size.");
    }

    internal static void CheckBoxes(IReadOnlyList<TruthObject> truths, IReadOnlyList<PredictedObject> predictions)
    {
        if (truths.Any(truth => (truth.Box, truth.Mask) is (null, null)) || predictions.Any(found => (found.Box, found.Mask) is (null, null)))
            throw new ArgumentException("An object has neither box nor mask; boxes are compared here.");
    }
}
