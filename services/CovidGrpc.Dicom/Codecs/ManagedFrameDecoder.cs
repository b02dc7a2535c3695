using CovidGrpc.Dicom.Codecs.JpegLossless;
using CovidGrpc.Dicom.Codecs.JpegLs;
using CovidGrpc.Dicom.Codecs.Rle;

namespace CovidGrpc.Dicom.Codecs;

/// <summary>The codecs of this library, in this process: RLE, JPEG lossless, JPEG-LS. Other compressions are refused by name.</summary>
public sealed class ManagedFrameDecoder : IFrameDecoder
{
    private ManagedFrameDecoder()
    {
    }

    /// <summary>The decoder; it has no state.</summary>
    public static ManagedFrameDecoder Instance { get; } = new();

    /// <inheritdoc/>
    public byte[] Decode(DicomTransferSyntax syntax, ReadOnlyMemory<byte> codeStream, PixelFormat format, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return syntax.Compression switch
        {
            PixelCompression.Rle => RleDecoder.Decode(codeStream.Span, format),
            PixelCompression.JpegLossless => JpegLosslessDecoder.Decode(codeStream.Span, format),
            PixelCompression.JpegLs => JpegLsDecoder.Decode(codeStream.Span, format),
            _ => throw syntax.NotSupported(),
        };
    }
}
