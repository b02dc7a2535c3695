using System.Buffers.Binary;

namespace CovidGrpc.Dicom.Worker.Decoding;

/// <summary>JPEG 2000 part 1 (ITU-T T.800), as code stream or in JP2, by libopenjp2 in strict mode: a truncated stream is an error.</summary>
internal static unsafe class Jpeg2000Decoder
{
    private static readonly byte[] Jp2Signature = [0, 0, 0, 12, 0x6A, 0x50];

    public static byte[] Decode(DecodeRequest request)
    {
        try
        {
            fixed (byte* data = request.CodeStream.Span)
            {
                using var input = new MemoryInput(data, request.CodeStream.Length);
                return Decode(request, input.Stream);
            }
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new Jpeg2000UnavailableException();
        }
    }

    private static byte[] Decode(DecodeRequest request, nint stream)
    {
        var codec = OpenJpeg.CreateDecompress(
            request.CodeStream.Span.StartsWith(Jp2Signature) ? OpenJpeg.Jp2Format : OpenJpeg.CodeStreamFormat);
        OpenJpeg.Image* image = null;
        try
        {
            var parameters = stackalloc byte[OpenJpeg.ParameterBytes];
            OpenJpeg.SetDefaultParameters(parameters);
            if (OpenJpeg.SetupDecoder(codec, parameters) == 0 || OpenJpeg.SetStrictMode(codec, strict: 1) == 0
                || OpenJpeg.ReadHeader(stream, codec, out image) == 0)
            {
                throw new CodeStreamException("its header cannot be read");
            }

            RequireAnnounced(image, request);
            if (OpenJpeg.Decode(codec, stream, image) == 0 || OpenJpeg.EndDecompress(codec, stream) == 0)
                throw new CodeStreamException("it cannot be decoded");
            return Store(image, request);
        }
        finally
        {
            if (image != null)
                OpenJpeg.DestroyImage(image);
            OpenJpeg.DestroyCodec(codec);
        }
    }

    // Before the library allocates for the pixels.
    private static void RequireAnnounced(OpenJpeg.Image* image, DecodeRequest request)
    {
        if (image->ComponentCount != request.SamplesPerPixel)
            throw new CodeStreamException("its dimensions are not those of the header");
        for (var i = 0; i < request.SamplesPerPixel; i++)
        {
            var component = image->Components[i];
            if (component.Width != request.Columns || component.Height != request.Rows || component.Dx != 1 || component.Dy != 1)
                throw new CodeStreamException("its dimensions are not those of the header");
            if (component.Precision < 1 || component.Precision > 8 * request.BytesPerSample)
                throw new CodeStreamException("its precision does not go with the header");
        }
    }

    private static byte[] Store(OpenJpeg.Image* image, DecodeRequest request)
    {
        var frame = new byte[request.FrameBytes];
        var pixels = request.Rows * request.Columns;
        for (var i = 0; i < request.SamplesPerPixel; i++)
        {
            var component = image->Components[i];
            if (component.Data == null || component.Width != request.Columns || component.Height != request.Rows)
                throw new CodeStreamException("it holds no pixels");
            var samples = new ReadOnlySpan<int>(component.Data, pixels);
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                var at = (pixel * request.SamplesPerPixel) + i;
                if (request.BytesPerSample == 1)
                    frame[at] = (byte)samples[pixel];
                else
                    BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(2 * at), (ushort)samples[pixel]);
            }
        }

        return frame;
    }
}
