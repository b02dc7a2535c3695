using System.Diagnostics.Metrics;
using CovidGrpc.Hosting.Telemetry;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.ModelServing;

/// <summary>Shows which models a room answers with: a gauge of 1 for each, labelled with its identity.</summary>
internal static class ModelMeter
{
    /// <summary>Opens the meter of a room; dispose it with the room.</summary>
    public static Meter Open(string room, Func<IEnumerable<ModelIdentity>> inUse)
    {
        var meter = new Meter(Measures.Source);
        meter.CreateObservableGauge(
            "covidgrpc.model.info",
            () => inUse().Select(model => new Measurement<int>(
                1,
                new("room", room),
                new("model", model.Name),
                new("version", model.Version),
                new("digest", model.Digest))),
            description: "Models in use, 1 each.");
        return meter;
    }
}
