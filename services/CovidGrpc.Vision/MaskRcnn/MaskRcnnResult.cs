using CovidGrpc.Vision.Detection;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.MaskRcnn;

/// <summary>What Mask R-CNN computed of N images, in pixels of the resized images.</summary>
/// <param name="Levels">[N, 256, h, w] of the feature pyramid, from fine to coarse.</param>
/// <param name="Proposals">Of each image.</param>
/// <param name="Detections">Of each image, best first.</param>
/// <param name="Masks">[R, 28, 28] of all detections, image after image; null when there is none.</param>
internal sealed record MaskRcnnResult(
    IReadOnlyList<Tensor> Levels, IReadOnlyList<Proposals> Proposals, IReadOnlyList<ScoredBoxes> Detections, Tensor? Masks);
