using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;

[assembly: AssemblyFixture(typeof(CovidGrpc.Segmentation.Tests.SegmentationRoom))]

namespace CovidGrpc.Segmentation.Tests;

/// <summary>The real host with a real network on the smallest backbone; started once for all tests.</summary>
public sealed class SegmentationRoom : IAsyncLifetime
{
    private readonly TestModel _model = new();

    public LoopbackHost Host { get; private set; } = null!;

    public SegmentationService.SegmentationServiceClient Client => new(Host.Channel);

    public async ValueTask InitializeAsync()
    {
        Host = await LoopbackHost.StartAsync(
            builder => builder.AddSegmentation(),
            app => app.MapSegmentation(),
            new Dictionary<string, string?> { ["Model:Store"] = _model.Path, ["Inference:Waiting"] = "1" });
        await Host.WaitUntilServingAsync(SegmentationService.Descriptor.FullName, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _model.Dispose();
    }
}
