using JpegLibrary;

namespace CovidGrpc.Dicom.Worker.Decoding;

/// <summary>Lossy JPEG of 8 or 12 bits (SOF0, SOF1, SOF2; ITU-T T.81 annexes F and G) by JpegLibrary.</summary>
internal static class JpegDecoding
{
    public static byte[] Decode(DecodeRequest request)
    {
        var decoder = new JpegDecoder();
        decoder.SetInput(request.CodeStream);
        decoder.Identify();
        // The library's lossless decoder gives wrong pixels for most predictors.
        if (decoder.StartOfFrame is not (JpegMarker.StartOfFrame0 or JpegMarker.StartOfFrame1 or JpegMarker.StartOfFrame2))
            throw new CodeStreamException("it is compressed in another way than its transfer syntax says");
        if (decoder.Height != request.Rows || decoder.Width != request.Columns || decoder.NumberOfComponents != request.SamplesPerPixel)
            throw new CodeStreamException("its dimensions are not those of the header");
        if (decoder.Precision is not (8 or 12) || decoder.Precision > 8 * request.BytesPerSample)
            throw new CodeStreamException("its precision does not go with the header");
        var writer = new ClampingWriter(request, (1 << decoder.Precision) - 1);
        decoder.SetOutputWriter(writer);
        decoder.Decode();
        return writer.Frame;
    }
}
