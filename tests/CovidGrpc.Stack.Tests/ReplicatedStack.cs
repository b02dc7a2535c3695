using CovidGrpc.Classification;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway;
using CovidGrpc.Preprocessing;
using CovidGrpc.Segmentation;
using CovidGrpc.Testing;
using Microsoft.AspNetCore.Builder;

namespace CovidGrpc.Stack.Tests;

/// <summary>Real hosts over TCP with two replicas of the segmentation, each room with a model store of its own.</summary>
internal sealed class ReplicatedStack : IAsyncDisposable
{
    private static readonly string[] Rooms = ["segmentation-1", "segmentation-2", "classification"];

    private readonly DirectoryInfo _stores = Directory.CreateTempSubdirectory("covidgrpc-stores-");
    private readonly List<LoopbackHost> _hosts = [];

    public LoopbackHost Gateway => _hosts[^1];

    public DiagnosisService.DiagnosisServiceClient Client => new(Gateway.Channel);

    public ModelService.ModelServiceClient Models => new(Gateway.Channel);

    public static async Task<ReplicatedStack> StartAsync()
    {
        var stack = new ReplicatedStack();
        stack.Publish("1.0.0", temperature: 1, Rooms);
        var preprocessing = await stack.HostAsync(builder => builder.AddPreprocessing(), app => app.MapPreprocessing(), []);
        var first = await stack.HostAsync(builder => builder.AddSegmentation(), app => app.MapSegmentation(), stack.StoreOf(Rooms[0]));
        var second = await stack.HostAsync(builder => builder.AddSegmentation(), app => app.MapSegmentation(), stack.StoreOf(Rooms[1]));
        var classification = await stack.HostAsync(builder => builder.AddClassification(), app => app.MapClassification(), stack.StoreOf(Rooms[2]));
        await first.WaitUntilServingAsync(SegmentationService.Descriptor.FullName, CancellationToken.None);
        await second.WaitUntilServingAsync(SegmentationService.Descriptor.FullName, CancellationToken.None);
        await stack.HostAsync(builder => builder.AddGateway(), app => app.MapGateway(), new()
        {
            ["Services:preprocessing:Address"] = preprocessing.GrpcAddress,
            ["Services:segmentation:Address"] = $"{first.GrpcAddress},{second.GrpcAddress}",
            ["Services:classification:Address"] = classification.GrpcAddress,
            ["Services:segmentation:Deadline"] = "00:02:00",
        });
        await stack.Gateway.WaitUntilServingAsync(DiagnosisService.Descriptor.FullName, CancellationToken.None);
        return stack;
    }

    /// <summary>Puts a version into the stores of some rooms. Versions differ in their temperature alone, which probabilities tell.</summary>
    public void Publish(string version, double temperature, params IEnumerable<string> rooms)
    {
        foreach (var room in rooms)
        {
            TestModel.Write(Path.Combine(_stores.FullName, room, version), manifest =>
            {
                manifest["version"] = version;
                manifest["classification"]!["temperature"] = temperature;
            });
        }
    }

    public void PublishEverywhere(string version, double temperature) => Publish(version, temperature, Rooms);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.AsEnumerable().Reverse())
        {
            await host.DisposeAsync();
        }

        _stores.Delete(recursive: true);
    }

    private Dictionary<string, string?> StoreOf(string room) => new() { ["Model:Store"] = Path.Combine(_stores.FullName, room) };

    private async Task<LoopbackHost> HostAsync(Action<WebApplicationBuilder> add, Action<WebApplication> map, Dictionary<string, string?> settings)
    {
        var host = await LoopbackHost.StartAsync(add, map, settings);
        _hosts.Add(host);
        return host;
    }
}
