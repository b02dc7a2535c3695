namespace CovidGrpc.Vision;

/// <summary>What the classification room reads: 16 regions of a slice, each as 256 numbers.</summary>
/// <param name="Values">[16, 256], row by row: one row for each region.</param>
/// <param name="Rois">The 16 regions in the sequence's order, by growing distance of the top-left corner from the image's origin.</param>
/// <param name="DistinctRois">How many of the 16 differ; fewer than 16 when the slice offered fewer and they were repeated.</param>
public sealed record RoiSequence(float[] Values, IReadOnlyList<Roi> Rois, int DistinctRois)
{
    /// <summary>Number of regions.</summary>
    public const int Length = 16;

    /// <summary>Numbers for each region.</summary>
    public const int Width = 256;
}
