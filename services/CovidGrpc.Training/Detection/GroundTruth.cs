using static TorchSharp.torch;

namespace CovidGrpc.Training.Detection;

/// <summary>What is to be found in one slice, on the network's device and in pixels of the resized image.</summary>
/// <param name="Boxes">[G, 4].</param>
/// <param name="Classes">[G, K], bool: the classes that each may have. One alone, unless the data set does not tell tissues apart.</param>
/// <param name="Masks">[G, H, W] of 0 and 1, uint8.</param>
/// <param name="Unlabelled">What the truth does not tell.</param>
internal sealed record GroundTruth(Tensor Boxes, Tensor Classes, Tensor Masks, UnlabelledTissue Unlabelled);
