using CovidGrpc.Hosting.Faults;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace CovidGrpc.Hosting.Tests.Faults;

public sealed class FaultCatalogTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<Exception> OfCallersThatLeft => [new OperationCanceledException(), new IOException("The client reset the request stream.")];

    [Theory]
    [MemberData(nameof(OfCallersThatLeft))]
    public void Translate_CallerLeft_CountsAsCancelled(Exception exception)
    {
        Assert.Equal((StatusCode.Cancelled, "CANCELLED"), Translate(exception, left: true));
    }

    [Fact]
    public void Translate_DeadlinePassed_SaysSo()
    {
        Assert.Equal((StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED"), Translate(new OperationCanceledException(), left: true, deadline: Now.UtcDateTime));
    }

    [Theory]
    [MemberData(nameof(OfCallersThatLeft))]
    public void Translate_CallerStillThere_IsAFailureOfTheServer(Exception exception)
    {
        Assert.Equal((StatusCode.Internal, "INTERNAL"), Translate(exception, left: false));
    }

    [Fact]
    public void Translate_DiskFullAndCallerLeft_IsTheDisks()
    {
        const int noSpace = 28;

        Assert.Equal((StatusCode.ResourceExhausted, "DISK_FULL"), Translate(new IOException("No space left on device", noSpace), left: true));
    }

    private static (StatusCode Code, string? Reason) Translate(Exception exception, bool left, DateTime? deadline = null)
    {
        var answer = new FaultCatalog([], new FakeTimeProvider(Now)).Translate(exception, new Call(deadline ?? DateTime.MaxValue, new(left)));
        return (answer.StatusCode, answer.Reason());
    }

    private sealed class Call(DateTime deadline, CancellationToken cancellation) : ServerCallContext
    {
        protected override string MethodCore => "/covid.v1.DiagnosisService/DiagnoseScan";

        protected override string HostCore => "localhost";

        protected override string PeerCore => "ipv4:127.0.0.1:1";

        protected override DateTime DeadlineCore => deadline;

        protected override Metadata RequestHeadersCore { get; } = [];

        protected override CancellationToken CancellationTokenCore => cancellation;

        protected override Metadata ResponseTrailersCore { get; } = [];

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore { get; } = new("", []);

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
    }
}
