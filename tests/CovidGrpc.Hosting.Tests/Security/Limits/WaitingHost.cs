using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CovidGrpc.Hosting.Tests.Security.Limits;

/// <summary>A host whose model list comes when it is let, and whose scans wait for messages; it counts both.</summary>
internal sealed class WaitingHost : IAsyncDisposable
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _underWay;
    private int _mostUnderWay;

    public LoopbackHost Host { get; private set; } = null!;

    /// <summary>Calls that the services were given and have not ended.</summary>
    public int UnderWay => _underWay;

    /// <summary>Most of them at a time.</summary>
    public int MostUnderWay => _mostUnderWay;

    public static async Task<WaitingHost> StartAsync(params IEnumerable<(string Key, string Value)> settings)
    {
        var waiting = new WaitingHost();
        waiting.Host = await LoopbackHost.StartAsync(
            builder => builder.Services.AddSingleton(waiting),
            app =>
            {
                app.MapGrpcService<Models>();
                app.MapGrpcService<Diagnosis>();
            },
            settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        return waiting;
    }

    /// <summary>From now on everything is answered.</summary>
    public void Release() => _release.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await Host.DisposeAsync();
    }

    private async Task CountAsync(Func<Task> work)
    {
        var now = Interlocked.Increment(ref _underWay);
        for (int most; (most = _mostUnderWay) < now;)
        {
            Interlocked.CompareExchange(ref _mostUnderWay, now, most);
        }

        try
        {
            await work();
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private sealed class Models(WaitingHost host) : ModelService.ModelServiceBase
    {
        public override async Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
        {
            await host.CountAsync(() => host._release.Task.WaitAsync(context.CancellationToken));
            return new ListModelsResponse();
        }
    }

    private sealed class Diagnosis(WaitingHost host) : DiagnosisService.DiagnosisServiceBase
    {
        public override Task DiagnoseScan(IAsyncStreamReader<DiagnoseScanRequest> requestStream, IServerStreamWriter<DiagnoseScanResponse> responseStream, ServerCallContext context) =>
            host.CountAsync(async () =>
            {
                while (await requestStream.MoveNext(context.CancellationToken))
                {
                }
            });
    }
}
