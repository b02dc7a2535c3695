namespace CovidGrpc.Dicom.Answers;

/// <summary>The model whose answer is written.</summary>
/// <param name="Name">Name, 1 to 64 ASCII characters.</param>
/// <param name="Version">Version, 1 to 64 ASCII characters.</param>
/// <param name="Digest">SHA-256 of its weights and settings, in hexadecimal.</param>
public sealed record AnswerModel(string Name, string Version, string Digest);
