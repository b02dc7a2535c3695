using System.Net;

namespace CovidGrpc.Transport.Tests;

/// <summary>A request's body as .NET's HTTP/2 client sends it: what is done after the copy may be the reset.</summary>
public sealed class RequestBodyHandlerTests
{
    private static readonly byte[] Part = [1, 2, 3];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_WholeBody_IsSentWithItsHeaders()
    {
        var connection = new Connection();
        using var invoker = new HttpMessageInvoker(new RequestBodyHandler(connection));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost") { Content = new ByteArrayContent(Part) };
        request.Content.Headers.ContentType = new("application/grpc");

        using var response = await invoker.SendAsync(request, Cancellation);

        Assert.Equal([Part], connection.Parts);
        Assert.Equal(("application/grpc", 3), (connection.Content!.Headers.ContentType!.MediaType, connection.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task Send_BodyEndsWhileAPartIsUnderWay_PartEndsFirst()
    {
        var connection = new Connection { IsSlow = true };
        var content = new OpenContent();
        using var invoker = new HttpMessageInvoker(new RequestBodyHandler(connection));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost") { Content = content };
        var sent = invoker.SendAsync(request, Cancellation);
        var body = await content.Opened.Task.WaitAsync(Patience, Cancellation);
        var part = body.WriteAsync(Part, Cancellation).AsTask();

        content.Ended.SetCanceled(Cancellation);

        await connection.Given.Task.WaitAsync(Patience, Cancellation);
        Assert.False(sent.IsCompleted);
        connection.Free.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent.WaitAsync(Patience, Cancellation));
        Assert.True(part.IsCompleted);
    }

    [Fact]
    public async Task Write_BodyIsOver_GoesNowhere()
    {
        var connection = new Connection();
        var content = new OpenContent();
        using var invoker = new HttpMessageInvoker(new RequestBodyHandler(connection));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost") { Content = content };
        var sent = invoker.SendAsync(request, Cancellation);
        var body = await content.Opened.Task.WaitAsync(Patience, Cancellation);
        content.Ended.SetResult();
        using var response = await sent.WaitAsync(Patience, Cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => body.WriteAsync(Part, Cancellation).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => body.FlushAsync(Cancellation));
        Assert.Empty(connection.Parts);
    }

    // As gRPC's: hands its stream to who writes, and ends when it is told to.
    private sealed class OpenContent : HttpContent
    {
        public TaskCompletionSource<Stream> Opened { get; } = new();

        public TaskCompletionSource Ended { get; } = new();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            Opened.SetResult(stream);
            return Ended.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class Connection : HttpMessageHandler
    {
        public bool IsSlow { get; init; }

        public List<byte[]> Parts { get; } = [];

        public HttpContent? Content { get; private set; }

        // The part under way was told to give up; it does when freed.
        public TaskCompletionSource Given { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Free { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Content = request.Content;
            await request.Content!.CopyToAsync(new Wire(this), cancellationToken);
            return new HttpResponseMessage();
        }

        private sealed class Wire(Connection connection) : MemoryStream
        {
            public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
            {
                if (connection.IsSlow)
                {
                    await using var told = cancellationToken.Register(connection.Given.SetResult);
                    await connection.Free.Task;
                    cancellationToken.ThrowIfCancellationRequested();
                }

                connection.Parts.Add(buffer.ToArray());
            }
        }
    }
}
