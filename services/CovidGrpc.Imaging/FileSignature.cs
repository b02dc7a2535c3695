using CovidGrpc.Dicom;

namespace CovidGrpc.Imaging;

/// <summary>Tells formats apart by their first bytes.</summary>
internal static class FileSignature
{
    public static SourceFormat? Recognise(ReadOnlySpan<byte> file)
    {
        // Before the others: a DICOM preamble may be the header of a TIFF (PS3.10 7.1).
        if (DicomFile.LooksLikeDicom(file))
            return SourceFormat.Dicom;
        if (file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return SourceFormat.Png;
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return SourceFormat.Jpeg;
        if (file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8))
            return SourceFormat.Tiff;
        return null;
    }
}
