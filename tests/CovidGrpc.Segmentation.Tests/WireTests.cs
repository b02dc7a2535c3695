using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Segmentation.Tests;

/// <summary>What a slice costs on its way; by itself, since memory is counted for the whole process.</summary>
[Collection(nameof(WireTests))]
[CollectionDefinition(nameof(WireTests), DisableParallelization = true)]
public sealed class WireTests(SegmentationRoom room)
{
    private const int Slice = 512 * 512;
    private const int Calls = 40;

    /// <summary>Sender and receiver are this one process: the receiver's message is the one copy of the pixels, and what else a call takes is small.</summary>
    [Fact]
    public async Task Segment_SliceInTheCache_HoldsItsPixelsOnce()
    {
        var request = TestSlice.Request(seed: 50);
        await CallAsync(request, CacheOutcome.Miss);
        await CallAsync(request, CacheOutcome.Hit);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        for (var i = 0; i < Calls; i++)
        {
            await CallAsync(request, CacheOutcome.Hit);
        }

        var perCall = (GC.GetTotalAllocatedBytes(precise: true) - before) / Calls;
        TestContext.Current.TestOutputHelper?.WriteLine($"{perCall} bytes a call");
        Assert.InRange(perCall, Slice, (2 * Slice) - 1);
    }

    private async Task CallAsync(SegmentRequest request, CacheOutcome outcome) =>
        Assert.Equal(outcome, (await room.Client.SegmentAsync(request, cancellationToken: TestContext.Current.CancellationToken)).Cache);
}
