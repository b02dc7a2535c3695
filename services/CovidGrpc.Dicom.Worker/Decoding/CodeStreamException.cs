namespace CovidGrpc.Dicom.Worker.Decoding;

/// <summary>A code stream that cannot be decoded.</summary>
/// <param name="problem">End of the sentence "the pixel data is damaged: …".</param>
internal sealed class CodeStreamException(string problem) : Exception(problem);
