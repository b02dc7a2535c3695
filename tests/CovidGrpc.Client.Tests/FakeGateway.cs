using System.Collections.Concurrent;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CovidGrpc.Client.Tests;

/// <summary>A gateway on loopback that keeps the requests and answers as it is told.</summary>
internal sealed class FakeGateway : DiagnosisService.DiagnosisServiceBase, IAsyncDisposable
{
    private readonly Func<FakeGateway, ServerCallContext, Task<DiagnoseResponse>> _answer;
    private LoopbackHost? _host;

    private FakeGateway(Func<FakeGateway, ServerCallContext, Task<DiagnoseResponse>> answer) => _answer = answer;

    public ConcurrentQueue<DiagnoseRequest> Requests { get; } = new();

    public Uri Address => new(_host!.GrpcAddress);

    /// <summary>Answers every call with what <paramref name="answer"/> makes or throws, after the request was kept.</summary>
    public static async Task<FakeGateway> StartAsync(Func<FakeGateway, ServerCallContext, Task<DiagnoseResponse>> answer)
    {
        var gateway = new FakeGateway(answer);
        gateway._host = await LoopbackHost.StartAsync(builder => builder.Services.AddSingleton(gateway), app => app.MapGrpcService<FakeGateway>());
        return gateway;
    }

    /// <summary>Answers every call.</summary>
    public static Task<FakeGateway> StartAsync() => StartAsync((_, _) => Task.FromResult(new DiagnoseResponse { Notice = "fake" }));

    public override Task<DiagnoseResponse> Diagnose(DiagnoseRequest request, ServerCallContext context)
    {
        Requests.Enqueue(request);
        return _answer(this, context);
    }

    public ValueTask DisposeAsync() => _host!.DisposeAsync();
}
