using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;

namespace CovidGrpc.Stack.Tests;

/// <summary>What a client of the real hosts sees when a part is away, a model is another, or a request is not what it should be.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private DistributedStack _stack = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stack = await DistributedStack.StartAsync();

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task Diagnose_SegmentationStoppedAndStarted_IsUnavailableThenAnswers()
    {
        var before = await _stack.Client.DiagnoseAsync(DistributedStack.Sample());
        await _stack.Segmentation.DisposeAsync();

        var status = await RpcAssert.FailsAsync(_stack.Client.DiagnoseAsync(DistributedStack.Sample()), StatusCode.Unavailable, "SEGMENTATION_UNAVAILABLE");

        Assert.True(status.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        Assert.Contains("segmentation", status.Message, StringComparison.Ordinal);
        await _stack.StartSegmentationAgainAsync();
        Assert.Equal(before.Classification, (await _stack.DiagnoseUntilAnsweredAsync(DistributedStack.Sample())).Classification);
    }

    [Fact]
    public async Task Diagnose_ClassificationWithAnotherModel_IsRefusedNotMixed()
    {
        using var other = new TestModel("running_statistics");
        await _stack.StartClassificationAgainAsync(other);

        await RpcAssert.FailsAsync(_stack.Client.DiagnoseAsync(DistributedStack.Sample()), StatusCode.FailedPrecondition, "MODEL_DIGEST_MISMATCH");
    }

    [Fact]
    public async Task Diagnose_CallerGivesUp_StopsTheComputationInTheSegmentation()
    {
        using var caller = new CancellationTokenSource();
        using (_stack.HoldComputations())
        {
            var call = _stack.Client.DiagnoseAsync(DistributedStack.Sample(), cancellationToken: caller.Token).ResponseAsync;
            await _stack.Segmentation.Log.WaitForAsync(HeldComputations.Started, 1, Cancellation);

            await caller.CancelAsync();

            Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
            await _stack.Segmentation.Log.WaitForAsync("Segment answered Cancelled", 1, Cancellation);
        }

        await _stack.Segmentation.Log.WaitForAsync("The computation of a slice stopped", 1, Cancellation);
    }

    [Fact]
    public async Task Diagnose_DeadlineOver_IsDeadlineExceeded()
    {
        using var held = _stack.HoldComputations();
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(100);

        var exception = await Assert.ThrowsAsync<RpcException>(() => _stack.Client.DiagnoseAsync(DistributedStack.Sample(), deadline: deadline).ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, exception.StatusCode);
    }

    [Fact]
    public async Task Diagnose_RequestThatIsNotWhatItShouldBe_IsRefusedWithTheReason()
    {
        await RpcAssert.FailsAsync(
            _stack.Client.DiagnoseAsync(new DiagnoseRequest { Image = ByteString.CopyFrom(new byte[1000]) }), StatusCode.InvalidArgument, "UNKNOWN_FORMAT");
        var request = DistributedStack.Sample();
        request.Options.ModelDigest = new string('0', 64);
        await RpcAssert.FailsAsync(_stack.Client.DiagnoseAsync(request), StatusCode.FailedPrecondition, "MODEL_DIGEST_MISMATCH");

        using var channel = GrpcChannel.ForAddress(_stack.Gateway.GrpcAddress, new GrpcChannelOptions { MaxSendMessageSize = null });
        await RpcAssert.FailsAsync(
            new DiagnosisService.DiagnosisServiceClient(channel).DiagnoseAsync(new DiagnoseRequest { Image = ByteString.CopyFrom(new byte[5 << 20]) }),
            StatusCode.ResourceExhausted,
            "MESSAGE_TOO_LARGE");
    }

    [Theory]
    [InlineData("covid.v1.DiagnosisService", "Diagnose")]
    [InlineData("covid.v1.PreprocessingService", "Preprocess")]
    [InlineData("covid.v1.SegmentationService", "Segment")]
    public async Task Call_BytesThatAreNoMessage_AreInvalidOnEveryHost(string service, string name)
    {
        var raw = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);
        var host = service.Contains("Diagnosis", StringComparison.Ordinal) ? _stack.Gateway : service.Contains("Pre", StringComparison.Ordinal) ? _stack.Preprocessing : _stack.Segmentation;

        await RpcAssert.FailsAsync(
            host.Channel.CreateCallInvoker().AsyncUnaryCall(new Method<byte[], byte[]>(MethodType.Unary, service, name, raw, raw), null, default, [0xFF, 0xFF, 0xFF]),
            StatusCode.InvalidArgument,
            "MESSAGE_UNREADABLE");
    }
}
