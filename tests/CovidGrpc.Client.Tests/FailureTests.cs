using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Testing;
using CovidGrpc.Testing.Processes;
using Grpc.Core;
using Grpc.Net.Client;

namespace CovidGrpc.Client.Tests;

/// <summary>What callers are told when a gateway refuses, fails or stays silent.</summary>
public sealed class FailureTests
{
    private static readonly byte[] Image = [1, 2, 3];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Diagnose_GatewayRefuses_TellsReasonMessageAndWait()
    {
        await using var gateway = await FakeGateway.StartAsync((_, _) => throw Fault.Busy("TOO_MANY_SLICES", "Too many slices wait.", TimeSpan.FromSeconds(7)).ToRpcException());
        using var client = DiagnosisClient.Connect(gateway.Address);

        var refusal = await FailsAsync(client);

        Assert.Equal((StatusCode.ResourceExhausted, "TOO_MANY_SLICES", "Too many slices wait."), (refusal.Code, refusal.Reason, refusal.Message));
        Assert.Equal(TimeSpan.FromSeconds(7), refusal.RetryAfter);
        Assert.Single(gateway.Requests);
    }

    [Fact]
    public async Task Diagnose_UnavailableTwice_IsRepeatedAndAnswered()
    {
        await using var gateway = await FakeGateway.StartAsync((gateway, _) => gateway.Requests.Count < 3 ? throw Unavailable() : Task.FromResult(new DiagnoseResponse { Notice = "third" }));
        using var client = DiagnosisClient.Connect(gateway.Address);

        var answer = await client.DiagnoseAsync(new byte[DiagnosisClient.MaxImageBytes], timeout: Patience, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("third", answer.Notice);
        Assert.Equal(3, gateway.Requests.Count);
        Assert.All(gateway.Requests, request => Assert.Equal(DiagnosisClient.MaxImageBytes, request.Image.Length));
    }

    [Fact]
    public async Task Diagnose_AlwaysUnavailable_IsToldAfterFourTries()
    {
        await using var gateway = await FakeGateway.StartAsync((_, _) => throw Unavailable());
        using var client = DiagnosisClient.Connect(gateway.Address);

        var refusal = await FailsAsync(client);

        Assert.Equal((StatusCode.Unavailable, "SERVICE_UNAVAILABLE"), (refusal.Code, refusal.Reason));
        Assert.Equal(TimeSpan.FromSeconds(2), refusal.RetryAfter);
        Assert.Equal(4, gateway.Requests.Count);
    }

    [Fact]
    public async Task Diagnose_ConnectionFallsSilent_SaysThatTheGatewayCannotBeReached()
    {
        await using var gateway = await FakeGateway.StartAsync(async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            throw Unavailable();
        });
        using var link = new FaultyLink(gateway.Address.Port);
        var second = TimeSpan.FromSeconds(1);
        using var channel = GrpcChannel.ForAddress(
            $"http://{link.Address}", new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { KeepAlivePingDelay = second, KeepAlivePingTimeout = second } });
        using var client = new DiagnosisClient(channel);
        var call = FailsAsync(client);
        while (gateway.Requests.IsEmpty)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        link.Silence();

        var failure = await call;
        Assert.Equal((StatusCode.Unavailable, "the gateway cannot be reached"), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task Diagnose_NobodyThere_SaysThatTheGatewayCannotBeReached()
    {
        using var client = DiagnosisClient.Connect(new Uri($"http://127.0.0.1:{FreePort.Take()}"));

        var failure = await FailsAsync(client);

        Assert.Equal((StatusCode.Unavailable, "the gateway cannot be reached"), (failure.Code, failure.Message));
        Assert.Null(failure.RetryAfter);
    }

    [Fact]
    public async Task Diagnose_GatewayThrows_TellsNothingOfTheException()
    {
        await using var gateway = await FakeGateway.StartAsync((_, _) => throw new InvalidOperationException("inner workings"));
        using var client = DiagnosisClient.Connect(gateway.Address);

        var failure = await FailsAsync(client);

        Assert.Equal((StatusCode.Internal, "INTERNAL"), (failure.Code, failure.Reason));
        Assert.DoesNotContain("inner workings", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagnose_SilentGateway_EndsAtTheDeadline()
    {
        await using var gateway = await FakeGateway.StartAsync(WaitForEndAsync);
        using var client = DiagnosisClient.Connect(gateway.Address);

        var failure = await Assert.ThrowsAsync<DiagnosisException>(() => client.DiagnoseAsync(Image, timeout: TimeSpan.FromMilliseconds(300)).WaitAsync(Patience));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.Code);
    }

    [Fact]
    public async Task Diagnose_Cancelled_StopsTheCallOnBothSides()
    {
        var started = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        await using var gateway = await FakeGateway.StartAsync((gateway, context) =>
        {
            context.CancellationToken.Register(stopped.SetResult);
            started.SetResult();
            return WaitForEndAsync(gateway, context);
        });
        using var client = DiagnosisClient.Connect(gateway.Address);
        using var cancellation = new CancellationTokenSource();
        var call = client.DiagnoseAsync(Image, cancellationToken: cancellation.Token);
        await started.Task.WaitAsync(Patience);

        await cancellation.CancelAsync();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Patience));
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        await stopped.Task.WaitAsync(Patience);
    }

    private static async Task<DiagnoseResponse> WaitForEndAsync(FakeGateway gateway, ServerCallContext context)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        return new DiagnoseResponse();
    }

    private static RpcException Unavailable() => Fault.Unavailable("SERVICE_UNAVAILABLE", "The service cannot be reached.", TimeSpan.FromSeconds(2)).ToRpcException();

    private static Task<DiagnosisException> FailsAsync(DiagnosisClient client) =>
        Assert.ThrowsAsync<DiagnosisException>(() => client.DiagnoseAsync(Image, timeout: Patience).WaitAsync(Patience));
}
