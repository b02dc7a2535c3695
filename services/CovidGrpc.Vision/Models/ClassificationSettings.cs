namespace CovidGrpc.Vision.Models;

/// <summary>How a model's logits become classes and probabilities.</summary>
/// <param name="Classes">Meaning of the three logits, in order.</param>
/// <param name="Temperature">Divides the logits before softmax, 0.01 to 100; 1 for none.</param>
/// <param name="Calibrated">Whether the probabilities were fitted on validation data.</param>
public sealed record ClassificationSettings(IReadOnlyList<DiagnosticClass> Classes, double Temperature, bool Calibrated);
