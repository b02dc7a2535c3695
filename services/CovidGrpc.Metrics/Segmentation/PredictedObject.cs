namespace CovidGrpc.Metrics.Segmentation;

/// <summary>An object that a network found.</summary>
/// <param name="Category">Its category's id.</param>
/// <param name="Score">How sure the network is; finite, larger is surer.</param>
/// <param name="Mask">Its pixels; needed wherever masks are compared.</param>
/// <param name="Box">Its box; where absent, the mask's. Where present, COCO's protocol takes the object's area from it, even when it compares masks.</param>
public sealed record PredictedObject(int Category, double Score, RunLengthMask? Mask, Box? Box = null);
