using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Telemetry;
using CovidGrpc.Testing;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace CovidGrpc.Segmentation.Tests;

/// <summary>
/// Rooms that gather up to eight slices into a run, whatever the device; a host of its own for each test. By themselves, since the slices that
/// wait are counted for the whole process.
/// </summary>
[Collection(nameof(BatchTests))]
[CollectionDefinition(nameof(BatchTests), DisableParallelization = true)]
public sealed class BatchTests
{
    private const string Started = "The computation of a slice started";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("batch_statistics")]
    [InlineData("running_statistics")]
    public async Task Segment_SlicesThatWait_GoTogetherWithTheAnswersThatTheyGetAlone(string batchNorm)
    {
        using var model = new TestModel(batchNorm);
        using var starts = new LogGate(Started);
        await using var alone = await StartAsync(model, most: 1);
        await using var together = await StartAsync(model, most: 8, starts);

        foreach (var (from, size) in ((int, int)[])[(1, 8), (9, 3)])
        {
            var requests = Enumerable.Range(from, size).Select(TestSlice.Request).ToArray();
            var expected = await Task.WhenAll(requests.Select(request => ClientOf(alone).SegmentAsync(request).ResponseAsync));
            var answers = await AnswersAsync(together, starts, before: TestSlice.Request(seed: 100 + size), requests, runs: 1);

            Assert.All(answers.Zip(expected), pair => AssertEqual(pair.Second, pair.First));
            Assert.Equal(1, together.Log.CountOf($"{Started}, in a run of {size}"));
        }

        Assert.Equal(11, alone.Log.CountOf($"{Started}, in a run of 1"));
    }

    [Fact]
    public async Task Segment_OtherParameters_AreRunsOfTheirOwn()
    {
        using var model = new TestModel();
        using var starts = new LogGate(Started);
        await using var host = await StartAsync(model, most: 8, starts);
        var requests = Enumerable.Range(2, 4).Select(seed =>
        {
            var request = TestSlice.Request(seed);
            request.SequenceOnly = seed % 2 == 0;
            return request;
        });

        var answers = await AnswersAsync(host, starts, before: TestSlice.Request(seed: 1), requests, runs: 2);

        Assert.All(answers.Where((_, i) => i % 2 == 0), answer => Assert.Empty(answer.Findings));
        Assert.Equal((1, 2), (host.Log.CountOf($"{Started}, in a run of 1"), host.Log.CountOf($"{Started}, in a run of 2")));
    }

    [Fact]
    public async Task Segment_OneOfARunGivesUp_TheOthersAreAnswered()
    {
        using var model = new TestModel();
        using var starts = new LogGate(Started);
        await using var host = await StartAsync(model, most: 8, starts);
        var client = ClientOf(host);
        using var queue = new QueueDepth();
        using var caller = new CancellationTokenSource();
        var first = client.SegmentAsync(TestSlice.Request(seed: 1)).ResponseAsync;
        await host.Log.WaitForAsync(Started, 1, Cancellation);
        var gone = client.SegmentAsync(TestSlice.Request(seed: 2), cancellationToken: caller.Token).ResponseAsync;
        var stays = client.SegmentAsync(TestSlice.Request(seed: 3)).ResponseAsync;
        await queue.WaitForAsync(2, Cancellation);
        starts.LetThrough();
        await host.Log.WaitForAsync($"{Started}, in a run of 2", 1, Cancellation);

        await caller.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => gone)).StatusCode);
        await host.Log.WaitForAsync("Segment answered Cancelled", 1, Cancellation);
        starts.LetThrough();
        Assert.NotNull((await stays).Sequence);
        await first;
    }

    [Fact]
    public async Task Segment_EachSlice_TellsItsTimesApartInAnswerAndMetrics()
    {
        var measured = new List<(string Name, double Value, string? Label)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Meter.Name == Measures.Source)
                {
                    it.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        using var model = new TestModel();
        using var starts = new LogGate(Started);
        await using var host = await StartAsync(model, most: 4, starts);

        var answer = (await AnswersAsync(host, starts, before: TestSlice.Request(seed: 4), Enumerable.Range(1, 3).Select(TestSlice.Request), runs: 1))[0];

        var times = answer.Timings.ToDictionary(timing => timing.Stage, timing => timing.DurationMs);
        Assert.Equal(["queue", "input", "backbone", "proposals", "sequence", "findings", "output"], answer.Timings.Select(timing => timing.Stage));
        Assert.All(times, time => Assert.True(time.Value >= 0));
        Assert.InRange(times["queue"], 0.001, 60_000);
        // The other slices are measured too: these are among what was told.
        lock (measured)
        {
            Assert.Contains(("covidgrpc.batch.size", 3, "segmentation"), measured);
            Assert.Contains(("covidgrpc.queue.depth", 1, "segmentation"), measured);
            Assert.Contains(measured, one => one.Name == "covidgrpc.queue.wait" && Math.Abs((one.Value * 1000) - times["queue"]) < 1e-6);
            Assert.Superset(
                new HashSet<string?> { "segment/input", "segment/backbone", "segment/output" },
                measured.Where(one => one.Name == "covidgrpc.stage.duration" && one.Value > 0).Select(one => one.Label).ToHashSet());
        }

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var label = tags.Length == 0 ? null : tags[0].Value as string;
            lock (measured)
            {
                measured.Add((instrument.Name, value, label));
            }
        }
    }

    /// <summary>Far more than the room can do, for a few seconds: what is taken is answered, the rest is refused at once and told when to come again.</summary>
    [Fact]
    public async Task Segment_FarBeyondCapacity_RefusesAtOnceAndAnswersWhatItTook()
    {
        using var model = new TestModel();
        await using var host = await StartAsync(model, most: 4, waiting: 4);
        var client = ClientOf(host);
        var answers = new ConcurrentQueue<TimeSpan>();
        var refusals = new ConcurrentQueue<(TimeSpan After, RetryInfo? Retry)>();
        var begin = TimeProvider.System.GetTimestamp();

        await Parallel.ForAsync(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancellation }, async (caller, token) =>
        {
            for (var i = 0; i == 0 || TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromSeconds(4); i++)
            {
                var request = TestSlice.Request(seed: (caller * 1000) + i);
                var started = TimeProvider.System.GetTimestamp();
                try
                {
                    await client.SegmentAsync(request, cancellationToken: token);
                    answers.Enqueue(TimeProvider.System.GetElapsedTime(started));
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
                {
                    refusals.Enqueue((TimeProvider.System.GetElapsedTime(started), e.GetRpcStatus()?.GetDetail<RetryInfo>()));
                    await Task.Delay(20, token);
                }
            }
        });

        Assert.InRange(answers.Count, 5, int.MaxValue);
        Assert.NotEmpty(refusals);
        Assert.All(refusals, refusal => Assert.InRange(refusal.Retry!.RetryDelay.ToTimeSpan(), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)));
        // At once: not as late as an answer. The medians: a machine whose every core computes lets some wait for their turn.
        Assert.InRange(Median(refusals.Select(refusal => refusal.After)), TimeSpan.Zero, Median(answers));
        Assert.NotNull((await client.SegmentAsync(TestSlice.Request(seed: -1))).Sequence);
    }

    private static SegmentationService.SegmentationServiceClient ClientOf(LoopbackHost host) => new(host.Channel);

    private static async Task<LoopbackHost> StartAsync(TestModel model, int most, LogGate? starts = null, int waiting = 64)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Model:Store"] = model.Path,
            ["Batch:MostSlices"] = $"{most}",
            ["Inference:Concurrency"] = "1",
            ["Inference:Waiting"] = $"{waiting}",
        };
        var host = await LoopbackHost.StartAsync(
            builder =>
            {
                builder.AddSegmentation();
                if (starts is not null)
                {
                    builder.Logging.AddProvider(starts);
                }
            },
            app => app.MapSegmentation(),
            settings);
        await host.WaitUntilServingAsync(SegmentationService.Descriptor.FullName, Cancellation);
        return host;
    }

    // All of them wait while the slice before them is computed, and then go in so many runs.
    private static async Task<SegmentResponse[]> AnswersAsync(
        LoopbackHost host, LogGate starts, SegmentRequest before, IEnumerable<SegmentRequest> requests, int runs)
    {
        using var queue = new QueueDepth();
        var client = ClientOf(host);
        var started = host.Log.CountOf(Started);
        var first = client.SegmentAsync(before).ResponseAsync;
        await host.Log.WaitForAsync(Started, started + 1, Cancellation);
        var calls = requests.Select(request => client.SegmentAsync(request).ResponseAsync).ToArray();
        await queue.WaitForAsync(calls.Length, Cancellation);

        starts.LetThrough(1 + runs);

        await first;
        return await Task.WhenAll(calls);
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static void AssertEqual(SegmentResponse expected, SegmentResponse actual)
    {
        var (one, other) = (expected.Clone(), actual.Clone());
        one.Timings.Clear();
        other.Timings.Clear();
        Assert.Equal(one, other);
    }
}
