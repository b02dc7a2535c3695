namespace CovidGrpc.Imaging;

/// <summary>
/// An image that cannot be taken as a CT slice. The message is one line for the person who sent it, without any value
/// that may identify a patient.
/// </summary>
/// <param name="reason">One of <see cref="RefusalReasons"/> or <see cref="Dicom.DicomReasons"/>.</param>
/// <param name="message">What is wrong and, where there is something, what to do.</param>
/// <param name="innerException">Cause; not for clients.</param>
public sealed class UnreadableImageException(string reason, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>One of <see cref="RefusalReasons"/> or <see cref="Dicom.DicomReasons"/>; stable across versions.</summary>
    public string Reason { get; } = reason;
}
