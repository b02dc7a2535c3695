using System.Text.Json.Serialization;

namespace CovidGrpc.Metrics.Classification;

/// <summary>Cases whose largest probability is alike.</summary>
/// <param name="Least">The probability that they exceed.</param>
/// <param name="Most">The probability that they do not exceed.</param>
/// <param name="Cases">How many there are.</param>
/// <param name="MeanConfidence">Mean of their largest probability; NaN without cases.</param>
/// <param name="Accuracy">Share of them whose predicted class is true; NaN without cases.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record CalibrationBin(double Least, double Most, long Cases, double MeanConfidence, double Accuracy);
