using CovidGrpc.Hosting.Limits;
using CovidGrpc.Hosting.Telemetry;
using CovidGrpc.ModelServing.Threads;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Segmentation.Batching;

/// <summary>Slices that wait for the same network, and want the same of it, go through it together; each gets the answer that it would get alone.</summary>
internal sealed class SliceBatcher : IAsyncDisposable
{
    private readonly string _room;
    private readonly TorchThreads _threads;
    private readonly ILogger<SliceBatcher> _logger;
    private readonly WorkBatcher<SliceToSegment, SegmentedSlice> _batches;

    public SliceBatcher(
        ThreadPlan plan,
        TorchThreads threads,
        IOptions<WorkLimits> limits,
        IOptions<BatchOptions> options,
        TimeProvider time,
        ILogger<SliceBatcher> logger)
    {
        (_threads, _logger) = (threads, logger);
        _room = limits.Value.Room;
        var batch = new BatchLimits(options.Value.MostOn(plan.OnGpu), TimeSpan.FromMilliseconds(options.Value.LongestWaitMs));
        _batches = new(_room, plan.Runs, limits.Value.Waiting, batch, Run, time);
    }

    /// <summary>What the network finds in a slice.</summary>
    /// <exception cref="TooMuchWorkException">As many slices wait as may.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up, or the room closes.</exception>
    public Task<SegmentedSlice> SegmentAsync(SliceToSegment slice, CancellationToken cancellationToken) =>
        _batches.RunAsync(slice.Kind, slice, cancellationToken);

    public ValueTask DisposeAsync() => _batches.DisposeAsync();

    private SegmentedSlice[] Run(IReadOnlyList<QueuedWork<SliceToSegment>> batch, CancellationToken cancellationToken)
    {
        _threads.UseHere();
        SegmentationLog.Started(_logger, batch.Count);
        Measures.Batched(_room, batch.Count);
        try
        {
            // Their callers may give up, and let the network go, while it computes.
            using var model = batch[0].Work.Model.Share();
            var features = model.Network.Segment([.. batch.Select(queued => queued.Work.Slice)], batch[0].Work.Parameters, cancellationToken);
            return [.. features.Zip(batch, (ofSlice, queued) => new SegmentedSlice(ofSlice, queued.Waited))];
        }
        catch (OperationCanceledException)
        {
            SegmentationLog.Stopped(_logger);
            throw;
        }
    }
}
