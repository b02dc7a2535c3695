namespace CovidGrpc.Pacs.DicomWeb;

/// <summary>A request to the PACS failed. The message is one line for its operator, without an address, an identifier or anything of a patient.</summary>
/// <param name="problem">What went wrong.</param>
/// <param name="message">The same in words, and what to do.</param>
/// <param name="innerException">What was behind it.</param>
internal sealed class DicomWebException(DicomWebProblem problem, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What went wrong.</summary>
    public DicomWebProblem Problem { get; } = problem;

    /// <summary>Whether the same request may succeed a moment later.</summary>
    public bool IsTransient => Problem == DicomWebProblem.Unavailable;
}
