namespace CovidGrpc.Vision;

/// <summary>Tells the class of whole slices.</summary>
public interface ISliceClassifier : INetwork
{
    /// <summary>Classifies one slice.</summary>
    /// <param name="slice">The slice; its source size plays no part.</param>
    /// <param name="cancellation">Looked at between layers.</param>
    /// <exception cref="ArgumentException">The slice is out of its documented range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    SliceClassification Classify(SliceInput slice, CancellationToken cancellation = default);
}
