using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;
using Microsoft.Extensions.DependencyInjection;

namespace CovidGrpc.ModelServing.Tests;

/// <summary>A real host that holds the heads of real models, from a store of its own.</summary>
internal sealed class ClassificationRoom : IAsyncDisposable
{
    public const string Contract = "covid.v1.ClassificationService";

    private readonly DirectoryInfo _store;

    private ClassificationRoom(DirectoryInfo store, LoopbackHost host) => (_store, Host) = (store, host);

    public LoopbackHost Host { get; }

    public ModelRegistry<INetwork> Registry => Host.Services.GetRequiredService<ModelRegistry<INetwork>>();

    public ModelService.ModelServiceClient Client => new(Host.Channel);

    /// <summary>Starts the room with version 1.0.0 of a model named <c>test</c>.</summary>
    /// <param name="settings">Settings beside the store's.</param>
    /// <param name="onLoad">Called before each load.</param>
    /// <param name="prepare">Called with the store before the start.</param>
    public static async Task<ClassificationRoom> StartAsync(Dictionary<string, string?>? settings = null, Action<ModelFolder>? onLoad = null, Action<string>? prepare = null)
    {
        var store = Directory.CreateTempSubdirectory("covidgrpc-store-");
        TestModel.Write(Path.Combine(store.FullName, "one"));
        prepare?.Invoke(store.FullName);
        var host = await LoopbackHost.StartAsync(
            builder => builder.AddModelRoom("classification", Contract, (folder, placement) =>
            {
                onLoad?.Invoke(folder);
                return Classifiers.Load(folder, placement);
            }),
            app => app.MapModelRoom(),
            new Dictionary<string, string?>(settings ?? []) { ["Model:Store"] = store.FullName });
        return new ClassificationRoom(store, host);
    }

    /// <summary>Puts another model into the store.</summary>
    public void Add(string folder, Action<System.Text.Json.Nodes.JsonNode> change) => TestModel.Write(Path.Combine(_store.FullName, folder), change);

    public string PathOf(params string[] parts) => Path.Combine([_store.FullName, .. parts]);

    public Task WaitUntilServingAsync() => Host.WaitUntilServingAsync(Contract, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _store.Delete(recursive: true);
    }
}
