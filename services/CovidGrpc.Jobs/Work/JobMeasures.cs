using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CovidGrpc.Jobs.Work;

/// <summary>
/// What workers tell of themselves: a span for each try, and metrics. Labels have few values, all of them names from the code; of a job
/// a span holds the id, nothing of a patient.
/// </summary>
internal static class JobMeasures
{
    /// <summary>Name of source and meter: those of the whole house, which every host listens to.</summary>
    public const string Source = "CovidGrpc";

    private static readonly ActivitySource Spans = new(Source);
    private static readonly Meter House = new(Source);

    private static readonly Histogram<double> Tries = House.CreateHistogram(
        "covidgrpc.job.try.duration", "s", "Duration of tries of jobs, by how they ended.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200] });

    private static readonly Counter<long> Failures = House.CreateCounter<long>("covidgrpc.job.failures", "{failure}", "Tries of jobs that failed, by reason.");

    /// <summary>Begins the span of a try, a trace of its own; null while nobody listens.</summary>
    public static Activity? Begin(Job job)
    {
        // A worker lives as long as its host: what was current when it began has nothing to do with its jobs.
        Activity.Current = null;
        var span = Spans.StartActivity($"job {job.Queue}", ActivityKind.Consumer);
        span?.SetTag("covidgrpc.job.id", job.Id);
        span?.SetTag("covidgrpc.job.try", job.Tries);
        return span;
    }

    /// <summary>A try has ended.</summary>
    public static void Ended(Activity? span, string queue, JobOutcome outcome, TimeSpan duration)
    {
        var name = outcome.ToString().ToLowerInvariant();
        span?.SetTag("covidgrpc.job.outcome", name);
        if (outcome is JobOutcome.Retried or JobOutcome.Failed)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }

        Tries.Record(duration.TotalSeconds, new("queue", queue), new("outcome", name));
    }

    /// <summary>A try failed.</summary>
    public static void Failed(string queue, string reason) => Failures.Add(1, new("queue", queue), new("reason", reason));
}
