using CovidGrpc.Hosting.Calls;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace CovidGrpc.Hosting.Tests;

public sealed class ServicePipelineTests
{
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };

    [Fact]
    public async Task Execute_ServiceBackAfterTwoTries_Answers()
    {
        var pipeline = ServicePipeline.Build(Options(), _time);
        var tries = 0;

        var answer = await AdvanceUntilDone(pipeline.ExecuteAsync(_ => ++tries < 3 ? throw Failure(StatusCode.Unavailable) : ValueTask.FromResult(42)).AsTask());

        Assert.Equal((42, 3), (answer, tries));
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.ResourceExhausted)]
    public async Task Execute_ServiceSaysNo_IsNotRepeated(StatusCode code)
    {
        var pipeline = ServicePipeline.Build(Options(), _time);
        var tries = 0;

        await Assert.ThrowsAsync<RpcException>(() => pipeline.ExecuteAsync<int>(_ =>
        {
            tries++;
            throw Failure(code);
        }).AsTask());

        Assert.Equal(1, tries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Execute_ManyFailures_OpensTheCircuitUntilItsPauseIsOver(bool isLate)
    {
        Exception failure = isLate ? new TimeoutException() : Failure(StatusCode.Unavailable);
        var options = Options();
        options.Retries = 0;
        var pipeline = ServicePipeline.Build(options, _time);
        for (var i = 0; i < options.BreakerMinimumTries; i++)
        {
            await Assert.ThrowsAsync(failure.GetType(), () => pipeline.ExecuteAsync<int>(_ => throw failure).AsTask());
        }

        var open = await Assert.ThrowsAsync<BrokenCircuitException>(() => pipeline.ExecuteAsync(_ => ValueTask.FromResult(1)).AsTask());
        Assert.True(open.RetryAfter > TimeSpan.Zero);

        _time.Advance(options.BreakerPause + TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await pipeline.ExecuteAsync(_ => ValueTask.FromResult(1)));
    }

    [Fact]
    public async Task Execute_NoAnswerWithinTheDeadline_IsStopped()
    {
        var options = Options();
        var pipeline = ServicePipeline.Build(options, _time);

        var call = pipeline.ExecuteAsync(async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        }).AsTask();
        _time.Advance(options.Deadline + TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => call.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private static ServiceCallOptions Options() => new() { Address = "http://127.0.0.1:1" };

    private static RpcException Failure(StatusCode code) => new(new Status(code, "test"));

    private async Task<T> AdvanceUntilDone<T>(Task<T> task)
    {
        for (var i = 0; i < 1000 && !task.IsCompleted; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        return await task.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
