namespace CovidGrpc.Metrics.Segmentation.Overlap;

/// <summary>Pixels of one tissue in an image, or in many together.</summary>
/// <param name="Common">In truth and prediction.</param>
/// <param name="Truth">In the truth.</param>
/// <param name="Predicted">In the prediction.</param>
public readonly record struct PixelCounts(long Common, long Truth, long Predicted)
{
    /// <summary>Twice the common pixels over the sum of both; NaN where there are none.</summary>
    public double Dice => 2.0 * Common / (Truth + Predicted);

    /// <summary>Common pixels over pixels in either; NaN where there are none.</summary>
    public double IntersectionOverUnion => (double)Common / (Truth + Predicted - Common);

    /// <summary>True where neither has a pixel: nothing is defined.</summary>
    public bool IsEmpty => Truth == 0 && Predicted == 0;
}
