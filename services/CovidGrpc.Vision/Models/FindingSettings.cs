namespace CovidGrpc.Vision.Models;

/// <summary>Which detections are reported as findings unless a caller asks otherwise.</summary>
/// <param name="ScoreThreshold">The score must be above this, 0 to 1.</param>
/// <param name="MaxPerSlice">At most this many, 1 to 200.</param>
public sealed record FindingSettings(double ScoreThreshold, int MaxPerSlice);
