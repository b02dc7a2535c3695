using System.Text;
using CovidGrpc.Dicom.Codecs;

namespace CovidGrpc.Dicom.Worker.Decoding;

/// <summary>The worker's life: one request after the other, until its input ends.</summary>
internal static class WorkerLoop
{
    public static void Run(Stream input, Stream output)
    {
        WorkerProtocol.WriteReply(output, new DecodeReply(DecodeOutcome.Decoded, []));
        while (WorkerProtocol.ReadRequest(input) is { } request)
            WorkerProtocol.WriteReply(output, Answer(request));
    }

    private static DecodeReply Answer(DecodeRequest request)
    {
        try
        {
            return new DecodeReply(DecodeOutcome.Decoded, Decode(request));
        }
        catch (Jpeg2000UnavailableException exception)
        {
            return new DecodeReply(DecodeOutcome.Unavailable, Encoding.UTF8.GetBytes(exception.Message));
        }
        catch (CodeStreamException exception)
        {
            return new DecodeReply(DecodeOutcome.Damaged, Encoding.UTF8.GetBytes(exception.Message));
        }
        // What a library throws at damaged data is not told in its documentation.
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new DecodeReply(DecodeOutcome.Damaged, "it cannot be decoded"u8.ToArray());
        }
    }

    private static byte[] Decode(DecodeRequest request) => request.Compression == PixelCompression.Jpeg2000
        ? Jpeg2000Decoder.Decode(request)
        : JpegDecoding.Decode(request);
}
