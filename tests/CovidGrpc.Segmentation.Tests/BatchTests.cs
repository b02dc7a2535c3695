using System.Diagnostics.Metrics;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Telemetry;
using CovidGrpc.Testing;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.Segmentation.Tests;

/// <summary>Rooms that gather up to eight slices into a run, whatever the device; a host of its own for each test.</summary>
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
        await using var alone = await StartAsync(model, most: 1);
        await using var together = await StartAsync(model, most: 8);

        foreach (var (from, size) in ((int, int)[])[(1, 8), (9, 3)])
        {
            var seeds = Enumerable.Range(from, size).ToArray();
            var expected = await AnswersAsync(alone, seeds);
            var answers = await AnswersAsync(together, seeds, before: TestSlice.Request(seed: 100 + size));

            Assert.All(answers.Zip(expected), pair => AssertEqual(pair.Second, pair.First));
            Assert.Equal(1, together.Log.CountOf($"{Started}, in a run of {size}"));
        }

        Assert.Equal(11, alone.Log.CountOf($"{Started}, in a run of 1"));
    }

    [Fact]
    public async Task Segment_OtherParameters_AreRunsOfTheirOwn()
    {
        using var model = new TestModel();
        await using var host = await StartAsync(model, most: 8);
        var client = new SegmentationService.SegmentationServiceClient(host.Channel);
        var first = client.SegmentAsync(TestSlice.Request(seed: 1)).ResponseAsync;
        await host.Log.WaitForAsync(Started, 1, Cancellation);
        var calls = Enumerable.Range(2, 4).Select(seed =>
        {
            var request = TestSlice.Request(seed);
            request.SequenceOnly = seed % 2 == 0;
            return client.SegmentAsync(request).ResponseAsync;
        }).ToArray();

        var answers = await Task.WhenAll(calls);

        await first;
        Assert.All(answers.Where((_, i) => i % 2 == 0), answer => Assert.Empty(answer.Findings));
        Assert.Equal((1, 2), (host.Log.CountOf($"{Started}, in a run of 1"), host.Log.CountOf($"{Started}, in a run of 2")));
    }

    [Fact]
    public async Task Segment_OneOfARunGivesUp_TheOthersAreAnswered()
    {
        using var model = new TestModel();
        await using var host = await StartAsync(model, most: 8);
        var client = new SegmentationService.SegmentationServiceClient(host.Channel);
        using var caller = new CancellationTokenSource();
        var first = client.SegmentAsync(TestSlice.Request(seed: 1)).ResponseAsync;
        await host.Log.WaitForAsync(Started, 1, Cancellation);
        var gone = client.SegmentAsync(TestSlice.Request(seed: 2), cancellationToken: caller.Token).ResponseAsync;
        var stays = client.SegmentAsync(TestSlice.Request(seed: 3)).ResponseAsync;
        await host.Log.WaitForAsync(Started, 2, Cancellation);

        await caller.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => gone)).StatusCode);
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
        await using var host = await StartAsync(model, most: 4);

        var answer = (await AnswersAsync(host, [1, 2, 3], before: TestSlice.Request(seed: 4)))[0];

        var times = answer.Timings.ToDictionary(timing => timing.Stage, timing => timing.DurationMs);
        Assert.Equal(["queue", "input", "backbone", "proposals", "sequence", "findings", "output"], answer.Timings.Select(timing => timing.Stage));
        Assert.All(times, time => Assert.True(time.Value >= 0));
        Assert.InRange(times["queue"], 0.001, 60_000);
        // Other tests of this process measure too: these are among what was told.
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
        var client = new SegmentationService.SegmentationServiceClient(host.Channel);
        var answered = 0;
        var refusals = new List<(TimeSpan After, RetryInfo? Retry)>();
        var end = TimeProvider.System.GetTimestamp();

        await Parallel.ForAsync(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancellation }, async (caller, token) =>
        {
            for (var i = 0; TimeProvider.System.GetElapsedTime(end) < TimeSpan.FromSeconds(4); i++)
            {
                var request = TestSlice.Request(seed: (caller * 1000) + i);
                var started = TimeProvider.System.GetTimestamp();
                try
                {
                    await client.SegmentAsync(request, cancellationToken: token);
                    Interlocked.Increment(ref answered);
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
                {
                    lock (refusals)
                    {
                        refusals.Add((TimeProvider.System.GetElapsedTime(started), e.GetRpcStatus()?.GetDetail<RetryInfo>()));
                    }

                    await Task.Delay(20, token);
                }
            }
        });

        Assert.InRange(answered, 5, int.MaxValue);
        Assert.NotEmpty(refusals);
        Assert.All(refusals, refusal => Assert.InRange(refusal.Retry!.RetryDelay.ToTimeSpan(), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)));
        // The median: a machine whose every core computes lets some wait for their turn.
        Assert.InRange(refusals.Select(refusal => refusal.After).Order().ElementAt(refusals.Count / 2), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.NotNull((await client.SegmentAsync(TestSlice.Request(seed: -1))).Sequence);
    }

    private static async Task<LoopbackHost> StartAsync(TestModel model, int most, int waiting = 64)
    {
        var host = await LoopbackHost.StartAsync(builder => builder.AddSegmentation(), app => app.MapSegmentation(), new Dictionary<string, string?>
        {
            ["Model:Store"] = model.Path,
            ["Batch:MostSlices"] = $"{most}",
            // Long enough for all calls of a test to come in; a run that is full does not wait for it.
            ["Batch:LongestWaitMs"] = "300",
            ["Inference:Waiting"] = $"{waiting}",
        });
        await host.WaitUntilServingAsync(SegmentationService.Descriptor.FullName, Cancellation);
        return host;
    }

    // All at the same time, and, where another slice goes before, while that one is computed.
    private static async Task<SegmentResponse[]> AnswersAsync(LoopbackHost host, IEnumerable<int> seeds, SegmentRequest? before = null)
    {
        var client = new SegmentationService.SegmentationServiceClient(host.Channel);
        var runs = host.Log.CountOf(Started);
        var first = before is null ? null : client.SegmentAsync(before).ResponseAsync;
        if (first is not null)
        {
            await host.Log.WaitForAsync(Started, runs + 1, Cancellation);
        }

        var answers = await Task.WhenAll(seeds.Select(seed => client.SegmentAsync(TestSlice.Request(seed)).ResponseAsync));
        await (first ?? Task.CompletedTask);
        return answers;
    }

    private static void AssertEqual(SegmentResponse expected, SegmentResponse actual)
    {
        var (one, other) = (expected.Clone(), actual.Clone());
        one.Timings.Clear();
        other.Timings.Clear();
        Assert.Equal(one, other);
    }
}
