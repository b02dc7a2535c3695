using CovidGrpc.ModelServing;
using CovidGrpc.Vision;

namespace CovidGrpc.Segmentation.Batching;

/// <summary>A checked slice, and the network that its caller holds for it.</summary>
/// <param name="Slice">The slice.</param>
/// <param name="Parameters">What is wanted of it.</param>
/// <param name="Model">The hold on the network.</param>
internal sealed record SliceToSegment(SliceInput Slice, SegmentationParameters Parameters, ModelLease<ISliceSegmenter> Model)
{
    /// <summary>What slices have in common that one run can answer.</summary>
    public object Kind => (Model.Network, Parameters);
}
