using CovidGrpc.Contracts;
using Grpc.Core;

namespace CovidGrpc.Client.Tests;

public sealed class RequestStreamsTests
{
    public static TheoryData<Exception> OfEndedCalls =>
    [
        new RpcException(new Status(StatusCode.OutOfRange, "TOO_MANY_FILES")),
        new InvalidOperationException("Can't write the message because the call is complete."),
        new IOException("The request was aborted."),
        new HttpRequestException("The HTTP/2 server closed the connection."),
        new StreamLetGoOfException(),
    ];

    [Theory]
    [MemberData(nameof(OfEndedCalls), DisableDiscoveryEnumeration = true)]
    public async Task TryWrite_CallHasEnded_IsFalse(Exception failure)
    {
        var stream = new FailingStream(failure);

        Assert.False(await stream.TryWriteAsync("part", TestContext.Current.CancellationToken));
        await stream.TryCompleteAsync(TestContext.Current.CancellationToken);
        await stream.TryWriteAllAsync(["part", "another"], TestContext.Current.CancellationToken);
        Assert.Equal(2, stream.Tried);
    }

    [Fact]
    public async Task TryWrite_SenderGaveUp_Throws()
    {
        using var given = new CancellationTokenSource();
        await given.CancelAsync();

        await Assert.ThrowsAsync<RpcException>(() => new FailingStream(new RpcException(Status.DefaultCancelled)).TryWriteAsync("part", given.Token));
    }

    [Fact]
    public async Task TryWrite_FailsForAnotherReason_Throws() =>
        await Assert.ThrowsAsync<FormatException>(() => new FailingStream(new FormatException()).TryWriteAsync("part", TestContext.Current.CancellationToken));

    // What .NET's HTTP/2 client throws by itself.
    private sealed class StreamLetGoOfException : NullReferenceException;

    private sealed class FailingStream(Exception failure) : IClientStreamWriter<string>
    {
        public int Tried { get; private set; }

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(string message) => Task.FromException(failure);

        public Task WriteAsync(string message, CancellationToken cancellationToken)
        {
            Tried++;
            return Task.FromException(failure);
        }

        public Task CompleteAsync() => Task.FromException(failure);
    }
}
