using static TorchSharp.torch;

namespace CovidGrpc.Training.Detection;

/// <summary>The S RoIs of one slice that the box branch learns from; the mask branch learns from the P positive ones.</summary>
/// <param name="Boxes">[S, 4], in order of the proposals, then of the instances.</param>
/// <param name="Labels">[S], int64; 0 is the background.</param>
/// <param name="Positive">[P], int64: which of the S are positive.</param>
/// <param name="Instances">[P], int64: the instance of each of those.</param>
/// <param name="Classes">[S, K], bool: the classes that may be right. One alone, unless a tissue is not labelled.</param>
/// <param name="Counts">How many.</param>
internal sealed record RoiSamples(
    Tensor Boxes, Tensor Labels, Tensor Positive, Tensor Instances, Tensor Classes, SampleCounts Counts)
{
    /// <summary>[P, 4].</summary>
    internal Tensor PositiveBoxes()
    {
        return Boxes.index_select(0, Positive);
    }

    /// <summary>[P], int64.</summary>
    internal Tensor PositiveLabels()
    {
        return Labels.index_select(0, Positive);
    }
}
