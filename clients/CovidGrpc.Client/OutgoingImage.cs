using CovidGrpc.Dicom;
using Grpc.Core;

namespace CovidGrpc.Client;

/// <summary>What leaves this process of an image file: of DICOM only what preprocessing needs, of pictures everything.</summary>
internal static class OutgoingImage
{
    /// <exception cref="DiagnosisException">The file looks like DICOM and cannot be read.</exception>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> file)
    {
        if (!DicomFile.LooksLikeDicom(file.Span))
        {
            return file;
        }

        try
        {
            return ImageOnly.From(DicomFile.Read(file)).ToArray();
        }
        catch (DicomException e)
        {
            throw new DiagnosisException(StatusCode.InvalidArgument, e.Reason, e.Message, innerException: e);
        }
    }
}
