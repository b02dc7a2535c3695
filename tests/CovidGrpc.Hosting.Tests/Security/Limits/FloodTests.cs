using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using CovidGrpc.Contracts;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace CovidGrpc.Hosting.Tests.Security.Limits;

/// <summary>What is too much for a connection or a message, and that the host goes on.</summary>
public sealed class FloodTests
{
    private const int Streams = 10_000;
    private const int MostStreams = 100;
    private const int TooLarge = 5 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_TenThousandOnOneConnection_AreAllAnsweredHundredAtATime()
    {
        await using var waiting = await WaitingHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(waiting.Host.GrpcAddress, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler(), DisposeHttpClient = true });
        var client = new ModelService.ModelServiceClient(channel);
        var calls = Enumerable.Range(0, Streams).Select(_ => client.ListModelsAsync(new ListModelsRequest()).ResponseAsync).ToArray();

        waiting.Release();
        await Task.WhenAll(calls).WaitAsync(Patience, Cancellation);

        Assert.InRange(waiting.MostUnderWay, 1, MostStreams);
    }

    [Fact]
    public async Task Streams_TenThousandOpenedWithoutAsking_AreRefusedAndOthersAnswered()
    {
        await using var waiting = await WaitingHost.StartAsync();
        waiting.Release();
        using var limit = new CancellationTokenSource(Patience);
        using var tcp = new TcpClient();
        var address = new Uri(waiting.Host.GrpcAddress);
        await tcp.ConnectAsync(address.Host, address.Port, limit.Token);
        var stream = tcp.GetStream();
        var refusals = CountRefusalsAsync(stream, limit.Token);

        await SendHeadersAsync(stream, limit.Token);

        await new ModelService.ModelServiceClient(waiting.Host.Channel).ListModelsAsync(new ListModelsRequest()).ResponseAsync.WaitAsync(Patience, Cancellation);
        var (refused, closed) = await refusals;
        Assert.True(closed || refused == Streams - MostStreams, $"{refused} streams were refused, and the connection was left open");
        Assert.InRange(waiting.MostUnderWay, 1, MostStreams + 1);
    }

    [Fact]
    public async Task Message_OfFiveMegabytesInAStream_IsTooLargeAndTheHostGoesOn()
    {
        await using var waiting = await WaitingHost.StartAsync();
        waiting.Release();
        using var channel = GrpcChannel.ForAddress(waiting.Host.GrpcAddress, new GrpcChannelOptions { MaxSendMessageSize = 2 * TooLarge });
        using var call = new DiagnosisService.DiagnosisServiceClient(channel).DiagnoseScan(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Patience, cancellationToken: Cancellation);

        // The answer may come before all is sent.
        await call.RequestStream.TryWriteAsync(new DiagnoseScanRequest { Chunk = new InstanceChunk { Data = ByteString.CopyFrom(new byte[TooLarge]) } });
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancellation));

        Assert.Equal((StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE"), (failure.StatusCode, failure.Reason()));
        await new ModelService.ModelServiceClient(waiting.Host.Channel).ListModelsAsync(new ListModelsRequest()).ResponseAsync.WaitAsync(Patience, Cancellation);
    }

    // HTTP/2 (RFC 9113) as a client speaks it that waits for nothing: every stream a call whose messages never come.
    private static async Task SendHeadersAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        byte[] fields =
        [
            0x83, 0x86, // :method POST, :scheme http
            .. Field([0x01], "localhost"), // :authority
            .. Field([0x04], "/covid.v1.DiagnosisService/DiagnoseScan"), // :path
            .. Field([0x0F, 0x10], "application/grpc"), // content-type
            0x00, .. Field(Field([], "te"), "trailers"),
        ];
        try
        {
            await stream.WriteAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(type: 4, flags: 0, number: 0, [])], cancellationToken);
            for (var i = 0; i < Streams; i++)
            {
                await stream.WriteAsync(Frame(type: 1, flags: 4, number: (2 * i) + 1, fields), cancellationToken);
            }
        }
        catch (IOException)
        {
            // The host closed the connection.
        }
    }

    private static byte[] Field(byte[] name, string value) => [.. name, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private static byte[] Frame(byte type, byte flags, int number, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, ((uint)payload.Length << 8) | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), number);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    // Until all are refused that have to be, or the connection ends.
    private static async Task<(int Refused, bool Closed)> CountRefusalsAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var refused = 0;
        var header = new byte[9];
        try
        {
            while (refused < Streams - MostStreams)
            {
                await stream.ReadExactlyAsync(header, cancellationToken);
                var payload = new byte[(int)(BinaryPrimitives.ReadUInt32BigEndian(header) >> 8)];
                await stream.ReadExactlyAsync(payload, cancellationToken);
                refused += header[3] == 3 ? 1 : 0;
            }
        }
        catch (IOException)
        {
            return (refused, true);
        }

        return (refused, false);
    }
}
