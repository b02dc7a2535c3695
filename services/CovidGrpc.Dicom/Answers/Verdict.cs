namespace CovidGrpc.Dicom.Answers;

/// <summary>The class of a scan.</summary>
/// <param name="Class">Class.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
public sealed record Verdict(DiagnosisClass Class, double Probability);
