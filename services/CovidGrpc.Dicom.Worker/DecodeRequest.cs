using CovidGrpc.Dicom.Codecs;

namespace CovidGrpc.Dicom.Worker;

/// <summary>One frame to decode, with what the header announces.</summary>
/// <param name="Compression">Family of the compression: <see cref="PixelCompression.Jpeg"/> or <see cref="PixelCompression.Jpeg2000"/>.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="SamplesPerPixel">Samples of a pixel.</param>
/// <param name="BytesPerSample">Bytes of a decoded sample: 1 or 2.</param>
/// <param name="CodeStream">Compressed bytes.</param>
internal sealed record DecodeRequest(
    PixelCompression Compression, int Rows, int Columns, int SamplesPerPixel, int BytesPerSample, ReadOnlyMemory<byte> CodeStream)
{
    /// <summary>Bytes of the decoded frame.</summary>
    public int FrameBytes => checked(Rows * Columns * SamplesPerPixel * BytesPerSample);
}
