namespace CovidGrpc.Vision;

/// <summary>Finds objects in slices.</summary>
public interface ISliceSegmenter : INetwork
{
    /// <summary>Segments slices. Each answer is the one the slice would get alone; slices of equal size are computed together.</summary>
    /// <param name="slices">The slices.</param>
    /// <param name="parameters">What is wanted.</param>
    /// <param name="cancellation">Looked at between stages.</param>
    /// <returns>One answer for each slice, in order.</returns>
    /// <exception cref="ArgumentException">A slice or a parameter is out of its documented range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    IReadOnlyList<SliceFeatures> Segment(
        IReadOnlyList<SliceInput> slices, SegmentationParameters parameters, CancellationToken cancellation = default);
}
