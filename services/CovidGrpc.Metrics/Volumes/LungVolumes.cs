namespace CovidGrpc.Metrics.Volumes;

/// <summary>Volumes of the lungs.</summary>
/// <param name="Whole">Both lungs.</param>
/// <param name="Left">The patient's left lung; null where the lungs cannot be told apart.</param>
/// <param name="Right">The patient's right lung; null where the lungs cannot be told apart.</param>
public sealed record LungVolumes(TissueVolumes Whole, TissueVolumes? Left, TissueVolumes? Right);
