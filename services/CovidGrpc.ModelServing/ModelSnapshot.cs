using System.Collections.Immutable;
using CovidGrpc.Vision;

namespace CovidGrpc.ModelServing;

/// <summary>The networks of a room at one moment. Never changes; the registry swaps one for the next.</summary>
/// <param name="Loaded">All that are loaded.</param>
/// <param name="InUse">By name, the one that answers when no version is asked for.</param>
internal sealed record ModelSnapshot<TNetwork>(
    ImmutableList<LoadedModel<TNetwork>> Loaded, ImmutableDictionary<string, LoadedModel<TNetwork>> InUse)
    where TNetwork : class, INetwork
{
    public static ModelSnapshot<TNetwork> Empty { get; } = new([], ImmutableDictionary<string, LoadedModel<TNetwork>>.Empty);

    public LoadedModel<TNetwork>? Find(string name, string digest) =>
        Loaded.Find(model => model.Identity.Digest == digest && (name.Length == 0 || model.Identity.Name == name));

    public bool IsInUse(LoadedModel<TNetwork> model) => InUse.GetValueOrDefault(model.Identity.Name) == model;

    public ModelSnapshot<TNetwork> With(LoadedModel<TNetwork> model) => this with { Loaded = Loaded.Contains(model) ? Loaded : Loaded.Add(model) };

    public ModelSnapshot<TNetwork> Using(LoadedModel<TNetwork> model) => With(model) with { InUse = InUse.SetItem(model.Identity.Name, model) };

    public ModelSnapshot<TNetwork> Without(LoadedModel<TNetwork> model) =>
        new(Loaded.Remove(model), IsInUse(model) ? InUse.Remove(model.Identity.Name) : InUse);
}
