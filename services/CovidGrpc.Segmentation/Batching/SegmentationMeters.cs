using System.Diagnostics.Metrics;
using CovidGrpc.Vision;

namespace CovidGrpc.Segmentation.Batching;

/// <summary>Where the time of slices goes, as metrics of the meter <c>CovidGrpc.Segmentation</c>.</summary>
internal sealed class SegmentationMeters
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "CovidGrpc.Segmentation";

    private readonly Meter _meter;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<int> _queueDepth;
    private readonly Histogram<double> _queueWait;
    private readonly Histogram<double> _stages;

    public SegmentationMeters(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _batchSize = _meter.CreateHistogram<int>("covid.segmentation.batch.size", "{slice}", "Slices of one run of the network.");
        _queueDepth = _meter.CreateHistogram<int>("covid.segmentation.queue.depth", "{slice}", "Slices that wait already when one more comes.");
        _queueWait = _meter.CreateHistogram<double>("covid.segmentation.queue.wait", "s", "Wait of a slice for its run.");
        _stages = _meter.CreateHistogram<double>("covid.segmentation.stage.duration", "s", "Time of a stage: input and inference of a run, output of a slice.");
    }

    public void Entered(int waiting) => _queueDepth.Record(waiting);

    public void Began(IEnumerable<TimeSpan> waits)
    {
        var slices = 0;
        foreach (var wait in waits)
        {
            _queueWait.Record(wait.TotalSeconds);
            slices++;
        }

        _batchSize.Record(slices);
    }

    /// <summary>A run: how long its slices took to the device, and how long the network took.</summary>
    public void Ran(StageTimings timings)
    {
        Stage("input", timings.Input);
        Stage("inference", timings.Backbone + timings.Proposals + timings.Sequence + timings.Findings);
    }

    /// <summary>An answer that was put into the words of the contract.</summary>
    public void Answered(TimeSpan elapsed) => Stage("output", elapsed);

    private void Stage(string stage, TimeSpan elapsed) => _stages.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));
}
