using System.Buffers.Binary;
using CovidGrpc.Dicom.Codecs;

namespace CovidGrpc.Dicom.Worker;

/// <summary>
/// What pool and worker say to each other: frames of a fixed head, whose last number is the length of what follows. The worker
/// first sends an empty reply, when it is ready.
/// </summary>
internal static class WorkerProtocol
{
    private const int RequestHeadBytes = 6 * sizeof(int);
    private const int ReplyHeadBytes = 2 * sizeof(int);

    public static void WriteRequest(Stream stream, DecodeRequest request)
    {
        WriteHead(
            stream,
            [(int)request.Compression, request.Rows, request.Columns, request.SamplesPerPixel, request.BytesPerSample, request.CodeStream.Length]);
        stream.Write(request.CodeStream.Span);
        stream.Flush();
    }

    /// <summary>The next request; null when the input has ended.</summary>
    public static DecodeRequest? ReadRequest(Stream stream)
    {
        Span<byte> head = stackalloc byte[RequestHeadBytes];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            return null;
        var codeStream = new byte[Number(head, 5)];
        stream.ReadExactly(codeStream);
        return new DecodeRequest((PixelCompression)Number(head, 0), Number(head, 1), Number(head, 2), Number(head, 3), Number(head, 4), codeStream);
    }

    public static void WriteReply(Stream stream, DecodeReply reply)
    {
        WriteHead(stream, [(int)reply.Outcome, reply.Payload.Length]);
        stream.Write(reply.Payload);
        stream.Flush();
    }

    /// <summary>The next reply.</summary>
    /// <param name="stream">Output of a worker.</param>
    /// <param name="most">Longest payload that makes sense; a worker that announces more is out of its mind.</param>
    /// <exception cref="IOException">The worker has ended, or does not keep to the protocol.</exception>
    public static DecodeReply ReadReply(Stream stream, int most)
    {
        Span<byte> head = stackalloc byte[ReplyHeadBytes];
        stream.ReadExactly(head);
        var length = Number(head, 1);
        if (length < 0 || length > most)
            throw new InvalidDataException("The reply of the decode worker is too long.");
        var payload = new byte[length];
        stream.ReadExactly(payload);
        return new DecodeReply((DecodeOutcome)Number(head, 0), payload);
    }

    private static int Number(ReadOnlySpan<byte> head, int index) => BinaryPrimitives.ReadInt32LittleEndian(head[(sizeof(int) * index)..]);

    private static void WriteHead(Stream stream, ReadOnlySpan<int> numbers)
    {
        Span<byte> head = stackalloc byte[numbers.Length * sizeof(int)];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(head[(sizeof(int) * i)..], numbers[i]);
        stream.Write(head);
    }
}
