using System.Diagnostics.Metrics;
using CovidGrpc.Hosting.Telemetry;

namespace CovidGrpc.Pacs;

/// <summary>Shows whether the PACS is followed.</summary>
internal static class PacsMeter
{
    /// <summary>Opens the meter; dispose it when the PACS is followed no more.</summary>
    /// <param name="age">Time since the last look that succeeded.</param>
    public static Meter Open(Func<TimeSpan> age)
    {
        var meter = new Meter(Measures.Source);
        meter.CreateObservableGauge(
            "covidgrpc.pacs.look.age", () => age().TotalSeconds, "s", "Time since the PACS was last looked at with success; since the start before the first time.");
        return meter;
    }
}
