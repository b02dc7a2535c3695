namespace CovidGrpc.Vision.Detection;

/// <summary>Which detections are kept.</summary>
/// <param name="ScoreThreshold">The score must be above this.</param>
/// <param name="MaxPerImage">At most this many of each image.</param>
/// <param name="DropsZeroArea">Whether boxes without area are left out, before they are counted; the authors keep them.</param>
internal sealed record DetectionCut(double ScoreThreshold, int MaxPerImage, bool DropsZeroArea);
