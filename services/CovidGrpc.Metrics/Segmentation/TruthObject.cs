namespace CovidGrpc.Metrics.Segmentation;

/// <summary>An object that is truly there.</summary>
/// <param name="Category">Its category's id.</param>
/// <param name="Mask">Its pixels; needed wherever masks are compared.</param>
/// <param name="Box">Its box; where absent, the mask's.</param>
/// <param name="Area">Its area in pixels, by which COCO's protocol calls it small, medium or large; where absent, the mask's, or else the box's.</param>
/// <param name="IsCrowd">Whether it stands for many objects that nobody told apart.</param>
public sealed record TruthObject(int Category, RunLengthMask? Mask, Box? Box = null, double? Area = null, bool IsCrowd = false);
