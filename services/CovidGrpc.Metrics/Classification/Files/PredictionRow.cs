namespace CovidGrpc.Metrics.Classification.Files;

/// <summary>One line of a file of predictions.</summary>
/// <param name="Id">Identifies the case within the file.</param>
/// <param name="Patient">Whose case it is; null where not known.</param>
/// <param name="Truth">Its class.</param>
/// <param name="Prediction">What the network held for probable; null where it gave no class.</param>
public sealed record PredictionRow(string Id, string? Patient, CaseClass Truth, ClassProbabilities? Prediction);
