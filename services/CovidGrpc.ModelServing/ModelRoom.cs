using CovidGrpc.Contracts.V1;
using CovidGrpc.ModelServing.Threads;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CovidGrpc.ModelServing;

/// <summary>Changes what a room holds, one change at a time; calls go on meanwhile.</summary>
internal sealed class ModelRoom<TNetwork>(
    string room,
    ModelRegistry<TNetwork> registry,
    Func<ModelFolder, Placement, TNetwork> load,
    TorchThreads threads,
    IOptions<ModelOptions> options,
    TimeProvider time,
    ILogger<ModelRoom<TNetwork>> logger) : IModelRoom, IDisposable
    where TNetwork : class, INetwork
{
    private readonly SemaphoreSlim _change = new(1);
    private readonly IDisposable _inUse = ModelMeter.Show(room, () => registry.Snapshot.InUse.Values.Select(model => model.Identity));

    public IReadOnlyList<LoadedModel> List()
    {
        var defaultName = registry.DefaultName;
        var snapshot = registry.Snapshot;
        return
        [
            .. snapshot.Loaded
                .OrderBy(model => model.Identity.Name, StringComparer.Ordinal)
                .ThenBy(model => model.Identity.Version, StringComparer.Ordinal)
                .Select(model => new LoadedModel
                {
                    Model = model.Contract,
                    Room = room,
                    InUse = snapshot.IsInUse(model),
                    DefaultModel = model.Identity.Name == defaultName,
                    Device = model.Placement.Device.ToString(),
                    MemoryBytes = (ulong)model.MemoryBytes,
                }),
        ];
    }

    public GetModelResponse Get(string name, string version)
    {
        var model = (version.Length == 0 ? registry.Snapshot.InUse.GetValueOrDefault(name) : Find(name, version))
            ?? throw new ModelNotLoadedException(name, version.Length == 0 ? null : version);
        return new GetModelResponse { Model = model.Contract, Card = model.Card, MemoryBytes = (ulong)model.MemoryBytes };
    }

    public async Task<Model> LoadAsync(string? name, string? version, bool standby, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken);
        try
        {
            // A load that has begun is not left half done.
            return await Task.Run(() => Load(name, version, standby), CancellationToken.None);
        }
        finally
        {
            _change.Release();
        }
    }

    public async Task UnloadAsync(string name, string version, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken);
        LoadedModel<TNetwork> model;
        try
        {
            model = Find(name, version) ?? throw new ModelNotLoadedException(name, version);
            if (registry.DefaultName == name && registry.Snapshot.IsInUse(model))
            {
                throw new ModelInUseException(name, version);
            }

            Retire(model);
        }
        finally
        {
            _change.Release();
        }

        await model.Disposed.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _inUse.Dispose();
        _change.Dispose();
    }

    private Model Load(string? name, string? version, bool standby)
    {
        try
        {
            var folder = new ModelStore(options.Value.Store).Find(name, version);
            var model = registry.Snapshot.Find(folder.Identity.Name, folder.Identity.Digest) is { } there && there.Identity == folder.Identity
                ? there
                : Load(folder);
            var replaced = registry.Snapshot.Loaded.Find(other => other != model && other.Is(model.Identity.Name, model.Identity.Version));
            registry.Become(standby ? registry.Snapshot.With(model) : registry.Snapshot.Using(model));
            if (replaced is not null && !standby)
            {
                // Other weights under the same name and version can no longer be asked for.
                Retire(replaced);
            }

            return model.Contract;
        }
        catch (ModelFolderException e)
        {
            throw Unusable(e.Message, e);
        }
    }

    private LoadedModel<TNetwork> Load(ModelFolder folder)
    {
        CheckSignature(folder);
        threads.UseHere();
        var started = time.GetTimestamp();
        var placement = new Placements(options.Value).Of(folder.Identity.Name, registry.Snapshot.Loaded.Sum(model => model.MemoryBytes));
        var before = ProcessMemory.AnonymousBytes();
        TNetwork? network = null;
        long loaded;
        try
        {
            network = load(folder, placement);
            loaded = time.GetTimestamp();
            network.WarmUp();
        }
        catch (Exception e) when (e is not (ModelFolderException or ModelTooLargeException or WrongArchitectureException))
        {
            network?.Dispose();
            throw Unusable($"{folder.Identity.Name} {folder.Identity.Version} cannot be loaded on device {placement.Device} ({e.GetType().Name})", e);
        }

        var memory = Math.Max(ProcessMemory.AnonymousBytes() - before, network.WeightBytes);
        ModelLog.Loaded(
            logger, folder.Identity.Name, folder.Identity.Version, folder.Identity.Digest, placement.Device.ToString(), memory >> 20,
            time.GetElapsedTime(started, loaded), time.GetElapsedTime(loaded));
        return new LoadedModel<TNetwork>(network, folder, placement, memory);
    }

    private void CheckSignature(ModelFolder folder)
    {
        if (options.Value.SignedBy.Length == 0)
        {
            return;
        }

        try
        {
            ModelSigners.Read(options.Value.SignedBy).Check(folder);
        }
        catch (FormatException e)
        {
            throw Unusable("the keys of Model:SignedBy cannot be used", e);
        }
    }

    private LoadedModel<TNetwork>? Find(string name, string version) => registry.Snapshot.Loaded.FindLast(model => model.Is(name, version));

    private void Retire(LoadedModel<TNetwork> model)
    {
        registry.Become(registry.Snapshot.Without(model));
        ModelLog.Retired(logger, model.Identity.Name, model.Identity.Version, model.Identity.Digest);
        model.Release();
    }

    private ModelLoadException Unusable(string cause, Exception exception)
    {
        ModelLog.Unusable(logger, cause);
        return new ModelLoadException(cause, exception);
    }
}
