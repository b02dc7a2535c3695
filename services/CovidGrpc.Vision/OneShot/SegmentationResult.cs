using CovidGrpc.Vision.Detection;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.OneShot;

/// <summary>What the segmentation network computed of N images, in pixels of the resized images.</summary>
/// <param name="Features">[N, 256, h, w].</param>
/// <param name="Proposals">Of each image.</param>
/// <param name="Rois">Of each image; null where none survived.</param>
/// <param name="Sequences">[M, 16, 256] of the M images that have RoIs; null when none has.</param>
/// <param name="Detections">Of each image, best first; null when not asked for.</param>
/// <param name="Masks">[R, 28, 28] probabilities of all detections, image after image; null when there is none.</param>
internal sealed record SegmentationResult(
    Tensor Features,
    IReadOnlyList<Proposals> Proposals,
    IReadOnlyList<SelectedRois?> Rois,
    Tensor? Sequences,
    IReadOnlyList<ScoredBoxes>? Detections,
    Tensor? Masks);
