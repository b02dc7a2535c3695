using System.Collections.Concurrent;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace CovidGrpc.Client.Tests;

/// <summary>A gateway on loopback that keeps the requests and answers as it is told.</summary>
internal sealed class FakeGateway : DiagnosisService.DiagnosisServiceBase, IAsyncDisposable
{
    private readonly Func<FakeGateway, ServerCallContext, Task<DiagnoseResponse>> _answer;
    private CancellationTokenSource _breaking = new();
    private LoopbackHost? _host;

    private FakeGateway(Func<FakeGateway, ServerCallContext, Task<DiagnoseResponse>> answer) => _answer = answer;

    public ConcurrentQueue<DiagnoseRequest> Requests { get; } = new();

    public Uri Address => new(_host!.GrpcAddress);

    /// <summary>Answers every call with what <paramref name="answer"/> makes or throws, after the request was kept.</summary>
    public static async Task<FakeGateway> StartAsync(Func<FakeGateway, ServerCallContext, Task<DiagnoseResponse>> answer, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var gateway = new FakeGateway(answer);
        gateway._host = await LoopbackHost.StartAsync(builder => builder.Services.AddSingleton(gateway), app => app.MapGrpcService<FakeGateway>(), settings, FreePort.Take());
        return gateway;
    }

    /// <summary>Ends the host and its connections, and starts it again on its port after a while.</summary>
    public async Task RestartAsync(TimeSpan pause)
    {
        var port = Address.Port;
        await DisposeAsync();
        await Task.Delay(pause);
        _host = await LoopbackHost.StartAsync(builder => builder.Services.AddSingleton(this), app => app.MapGrpcService<FakeGateway>(), port: port);
    }

    /// <summary>Answers every call.</summary>
    public static Task<FakeGateway> StartAsync() => StartAsync((_, _) => Task.FromResult(new DiagnoseResponse { Notice = "fake" }));

    public override Task<DiagnoseResponse> Diagnose(DiagnoseRequest request, ServerCallContext context)
    {
        Requests.Enqueue(request);
        return _answer(this, context);
    }

    /// <summary>The files of every scan, by number.</summary>
    public ConcurrentQueue<SortedDictionary<uint, byte[]>> Scans { get; } = new();

    /// <summary>Slices that a scan is said to have; 0 for as many as there are files.</summary>
    public uint Slices { get; set; }

    /// <summary>Messages after which the connection of a scan breaks, one for each call.</summary>
    public ConcurrentQueue<int> BreakOffs { get; } = new();

    /// <summary>Keeps the files; answers each with a slice, and a verdict.</summary>
    public override async Task DiagnoseScan(
        IAsyncStreamReader<DiagnoseScanRequest> requestStream, IServerStreamWriter<DiagnoseScanResponse> responseStream, ServerCallContext context)
    {
        var files = new SortedDictionary<uint, byte[]>();
        using var registered = _breaking.Token.Register(context.GetHttpContext().Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort);
        var left = BreakOffs.TryDequeue(out var messages) ? messages : int.MaxValue;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (left-- == 0)
            {
                context.GetHttpContext().Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
                return;
            }

            files[request.Chunk.Instance] = [.. files.GetValueOrDefault(request.Chunk.Instance) ?? [], .. request.Chunk.Data.Span];
        }

        Scans.Enqueue(files);
        await responseStream.WriteAsync(new DiagnoseScanResponse { Progress = new ScanProgress { Total = Slices > 0 ? Slices : (uint)files.Count } });
        foreach (var file in files.Keys)
        {
            await responseStream.WriteAsync(new DiagnoseScanResponse { Slice = new SliceDiagnosis { Instance = file, Diagnosis = new DiagnoseResponse { Notice = "fake scan" } } });
        }

        await responseStream.WriteAsync(new DiagnoseScanResponse { Verdict = new ScanDiagnosis { Slices = (uint)files.Count } });
    }

    public async ValueTask DisposeAsync()
    {
        BreakAll();
        await _host!.DisposeAsync();
    }

    private void BreakAll() => Interlocked.Exchange(ref _breaking, new CancellationTokenSource()).Cancel();
}
