using System.Diagnostics;
using CovidGrpc.Metrics.Classification;

namespace CovidGrpc.Benchmarks;

/// <summary>A million predictions of ten thousand patients, measured with a thousand resamples.</summary>
internal static class MillionPredictions
{
    internal const double MostSeconds = 60;

    private const int Cases = 1_000_000;
    private const int Patients = 10_000;

    /// <summary>Seconds from the first case to the report, and the bytes that the cases take before it.</summary>
    internal static (double Seconds, long Bytes) Run()
    {
        string[] patients = [.. Enumerable.Range(0, Patients).Select(patient => $"patient {patient}")];
        var random = new Random(1);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        var measures = new ClassificationMeasures();
        for (var item = 0; item < Cases; item++)
        {
            var truth = (CaseClass)random.Next(CaseClasses.Count);
            double[] odds = [random.NextDouble(), random.NextDouble(), random.NextDouble()];
            odds[(int)truth] += random.NextDouble();
            var sum = odds.Sum();
            measures.Add(patients[random.Next(Patients)], truth, new(odds[0] / sum, odds[1] / sum, odds[2] / sum));
        }

        var bytes = GC.GetTotalMemory(forceFullCollection: false) - before;
        var report = measures.Finish();
        Trace.Assert(report.Cases == Cases);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, bytes);
    }
}
