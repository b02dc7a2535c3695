using System.Diagnostics;
using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Hosting.Telemetry;

/// <summary>The spans of the house. They cost nothing while nobody listens, and hold nothing of a patient: names of stages, methods and models alone.</summary>
public static class Spans
{
    /// <summary>Name of the source.</summary>
    public const string Source = "CovidGrpc";

    private static readonly ActivitySource House = new(Source);

    /// <summary>Begins a stage below the span that is current; null while nobody listens.</summary>
    /// <param name="stage">Name of the stage, as <c>queue</c>; one of few.</param>
    /// <param name="kind">Which side of a call it is on, if any.</param>
    public static Activity? Start(string stage, ActivityKind kind = ActivityKind.Internal) => House.StartActivity(stage, kind);

    /// <summary>Tells the current span how long the parts of its stage took, and the metrics likewise.</summary>
    /// <param name="stage">The stage, as <c>segment</c>.</param>
    /// <param name="parts">Its parts, each with a name of few.</param>
    public static void Tell(string stage, IEnumerable<StageTiming> parts)
    {
        foreach (var part in parts)
        {
            Activity.Current?.SetTag($"covidgrpc.stage.{part.Stage}.duration_ms", part.DurationMs);
            Measures.StageTook($"{stage}/{part.Stage}", TimeSpan.FromMilliseconds(part.DurationMs));
        }
    }
}
