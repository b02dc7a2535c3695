using CovidGrpc.Classification;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway;
using CovidGrpc.Preprocessing;
using CovidGrpc.Segmentation;
using CovidGrpc.Testing;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace CovidGrpc.Stack.Tests;

/// <summary>The four real hosts over TCP, as they are distributed; each can be stopped and started again on its port.</summary>
internal sealed class DistributedStack : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TestModel _model = new();
    private readonly HeldComputations _computations = new();

    public LoopbackHost Preprocessing { get; private set; } = null!;

    public LoopbackHost Segmentation { get; private set; } = null!;

    public LoopbackHost Classification { get; private set; } = null!;

    public LoopbackHost Gateway { get; private set; } = null!;

    public DiagnosisService.DiagnosisServiceClient Client => new(Gateway.Channel);

    public static async Task<DistributedStack> StartAsync(string redis = "")
    {
        var stack = new DistributedStack
        {
            Preprocessing = await LoopbackHost.StartAsync(builder => builder.AddPreprocessing(), app => app.MapPreprocessing()),
        };
        stack.Segmentation = await stack.HostSegmentationAsync(redis, FreePort.Take());
        stack.Classification = await HostClassificationAsync(stack._model, FreePort.Take());
        stack.Gateway = await LoopbackHost.StartAsync(builder => builder.AddGateway(), app => app.MapGateway(), new Dictionary<string, string?>
        {
            ["Services:preprocessing:Address"] = stack.Preprocessing.GrpcAddress,
            ["Services:segmentation:Address"] = stack.Segmentation.GrpcAddress,
            ["Services:classification:Address"] = stack.Classification.GrpcAddress,
            ["Services:preprocessing:Deadline"] = "00:02:00",
            ["Services:segmentation:Deadline"] = "00:02:00",
            ["Services:classification:Deadline"] = "00:02:00",
            ["Services:segmentation:RetryDelay"] = "00:00:00.05",
            // No diagnosis is so small: these tests look at what lies behind the gateway.
            ["Cache:MaximumPayloadBytes"] = "1024",
        });
        await stack.WaitUntilServingAsync();
        return stack;
    }

    /// <summary>The sample; another number is another slice.</summary>
    public static DiagnoseRequest Sample(int number = 0) => new()
    {
        Image = ByteString.CopyFrom(File.ReadAllBytes(Repository.PathOf("deploy", "sample", "chest.dcm"))),
        Options = new DiagnosisOptions { Window = new Window { Center = -600 + number, Width = 1500 } },
    };

    /// <summary>Holds the computations of the segmentation where they start, until the answer is disposed of.</summary>
    public IDisposable HoldComputations() => _computations.Hold();

    public async Task StartSegmentationAgainAsync(string redis = "")
    {
        var port = new Uri(Segmentation.GrpcAddress).Port;
        await Segmentation.DisposeAsync();
        Segmentation = await HostSegmentationAsync(redis, port);
        await WaitUntilServingAsync();
    }

    public async Task StartClassificationAgainAsync(TestModel model)
    {
        var port = new Uri(Classification.GrpcAddress).Port;
        await Classification.DisposeAsync();
        Classification = await HostClassificationAsync(model, port);
        await WaitUntilServingAsync();
    }

    /// <summary>Diagnoses as soon as the circuit to a service that was away is closed again.</summary>
    public async Task<DiagnoseResponse> DiagnoseUntilAnsweredAsync(DiagnoseRequest request)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                return await Client.DiagnoseAsync(request, cancellationToken: limit.Token);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                await Task.Delay(100, limit.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in (LoopbackHost[])[Gateway, Classification, Segmentation, Preprocessing])
        {
            await host.DisposeAsync();
        }

        _model.Dispose();
    }

    private static Task<LoopbackHost> HostClassificationAsync(TestModel model, int port) => LoopbackHost.StartAsync(
        builder => builder.AddClassification(), app => app.MapClassification(), new Dictionary<string, string?> { ["Model:Store"] = model.Path }, port);

    private Task<LoopbackHost> HostSegmentationAsync(string redis, int port) => LoopbackHost.StartAsync(
        builder => builder.AddSegmentation().Logging.AddProvider(_computations),
        app => app.MapSegmentation(),
        new Dictionary<string, string?>
        {
            ["Model:Store"] = _model.Path,
            ["Cache:Redis"] = redis,
            ["Cache:HashKey"] = Convert.ToBase64String(new byte[32]),
            ["Cache:OperationTimeout"] = "00:00:05",
        },
        port);

    private Task WaitUntilServingAsync() => Gateway.WaitUntilServingAsync(DiagnosisService.Descriptor.FullName, CancellationToken.None);
}
