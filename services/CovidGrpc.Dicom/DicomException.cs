namespace CovidGrpc.Dicom;

/// <summary>
/// A DICOM file that cannot be used. The message is one line for the person who sent the file; it names
/// attributes and never the values that may identify a patient.
/// </summary>
/// <param name="reason">One of <see cref="DicomReasons"/>.</param>
/// <param name="message">What is wrong and, where there is something, what to do.</param>
public sealed class DicomException(string reason, string message) : Exception(message)
{
    /// <summary>One of <see cref="DicomReasons"/>; stable across versions.</summary>
    public string Reason { get; } = reason;
}
