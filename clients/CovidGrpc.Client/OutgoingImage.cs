using CovidGrpc.Dicom;
using CovidGrpc.Dicom.Identity;
using Grpc.Core;

namespace CovidGrpc.Client;

/// <summary>What leaves this process of an image file: of DICOM only what preprocessing needs, of pictures everything.</summary>
internal static class OutgoingImage
{
    /// <param name="file">The whole file.</param>
    /// <param name="uids">What stands for the identifiers of a scan; of an image alone nothing does.</param>
    /// <exception cref="DiagnosisException">The file looks like DICOM and cannot be read.</exception>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> file, KeyedUids? uids = null)
    {
        if (!DicomFile.LooksLikeDicom(file.Span))
        {
            return file;
        }

        try
        {
            return ImageOnly.From(DicomFile.Read(file), uids).ToArray();
        }
        catch (DicomException e)
        {
            throw new DiagnosisException(StatusCode.InvalidArgument, e.Reason, e.Message, innerException: e);
        }
    }

    /// <summary>The same of a file out of a folder, which may hold anything: what is neither DICOM nor a picture does not leave.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="uids">What stands for the identifiers of the scan.</param>
    /// <exception cref="DiagnosisException">The file is neither, or looks like DICOM and cannot be read.</exception>
    public static ReadOnlyMemory<byte> OfScan(ReadOnlyMemory<byte> file, KeyedUids uids) =>
        DicomFile.LooksLikeDicom(file.Span) || LooksLikePicture(file.Span)
            ? Of(file, uids)
            : throw new DiagnosisException(StatusCode.InvalidArgument, "UNKNOWN_FORMAT", "the file is neither DICOM nor PNG, JPEG or TIFF");

    private static bool LooksLikePicture(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) || file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8);
}
