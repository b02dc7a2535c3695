using System.Diagnostics;
using CovidGrpc.Metrics.Classification;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>A million predictions of ten thousand patients, measured with a thousand resamples.</summary>
internal static class MillionPredictions
{
    private const double MostSeconds = 60;

    private const int Cases = 1_000_000;
    private const int Patients = 10_000;

    /// <summary>Prints the time and the memory.</summary>
    /// <returns>Whether it took less than a minute.</returns>
    internal static bool Report()
    {
        var (seconds, bytes) = Run();
        Console.WriteLine($"a million predictions with 1000 resamples: {seconds:F1} s (below {MostSeconds}), {bytes / 1e6:F0} bytes a prediction");
        return seconds < MostSeconds;
    }

    // Seconds from the first case to the report, and the bytes that the cases take before it.
    private static (double Seconds, long Bytes) Run()
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
