using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CovidGrpc.Hosting.Telemetry;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.ModelServing;

/// <summary>
/// Shows which models the rooms of a process answer with: a gauge of 1 for each, labelled with its identity. One gauge for all rooms: of several
/// with the same name, all would vanish with the first that ends.
/// </summary>
internal static class ModelMeter
{
    private static readonly ConcurrentDictionary<Room, bool> Rooms = new();
    private static readonly Meter House = new(Measures.Source);

    static ModelMeter() => House.CreateObservableGauge(
        "covidgrpc.model.info",
        () => Rooms.Keys.SelectMany(room => room.InUse().Select(model => new Measurement<int>(
            1,
            new("room", room.Name),
            new("model", model.Name),
            new("version", model.Version),
            new("digest", model.Digest)))),
        description: "Models in use, 1 each.");

    /// <summary>Shows a room until what this gives is disposed.</summary>
    public static IDisposable Show(string room, Func<IEnumerable<ModelIdentity>> inUse)
    {
        var shown = new Room(room, inUse);
        Rooms.TryAdd(shown, true);
        return shown;
    }

    private sealed class Room(string name, Func<IEnumerable<ModelIdentity>> inUse) : IDisposable
    {
        public string Name => name;

        public IEnumerable<ModelIdentity> InUse() => inUse();

        public void Dispose() => Rooms.TryRemove(this, out _);
    }
}
