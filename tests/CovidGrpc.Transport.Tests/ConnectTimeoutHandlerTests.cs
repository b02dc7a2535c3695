using System.Net;
using System.Net.Sockets;

namespace CovidGrpc.Transport.Tests;

/// <summary>A server that takes connections and never shakes hands, as a frozen process whose kernel goes on.</summary>
public sealed class ConnectTimeoutHandlerTests : IDisposable
{
    private readonly TcpListener _frozen = new(IPAddress.Loopback, 0);

    public ConnectTimeoutHandlerTests() => _frozen.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Uri Address => new($"https://{_frozen.LocalEndpoint}");

    public void Dispose() => _frozen.Dispose();

    [Fact]
    public async Task Send_NobodyShakesHands_IsAFailureToConnect()
    {
        using var invoker = Invoker(TimeSpan.FromMilliseconds(100));

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(invoker, Cancellation));

        Assert.Equal(HttpRequestError.ConnectionError, failure.HttpRequestError);
        // By which gRPC knows it.
        Assert.IsType<IOException>(failure.InnerException);
    }

    [Fact]
    public async Task Send_CallerGivesUpFirst_IsCancelled()
    {
        using var caller = new CancellationTokenSource();
        using var invoker = new HttpMessageInvoker(new ConnectTimeoutHandler(new LateHandler(caller)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync(invoker, caller.Token));
    }

    private static HttpMessageInvoker Invoker(TimeSpan connectTimeout) => new(CallHandler.Create(new SocketsHttpHandler { ConnectTimeout = connectTimeout }, security: null));

    private async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker invoker, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address);
        return await invoker.SendAsync(request, cancellationToken).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
    }

    // Has no connection in time, and its caller has gone.
    private sealed class LateHandler(CancellationTokenSource caller) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await caller.CancelAsync();
            throw new OperationCanceledException("", new TimeoutException());
        }
    }
}
