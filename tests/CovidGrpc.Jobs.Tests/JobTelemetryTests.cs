using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using CovidGrpc.Jobs.Work;
using Microsoft.Extensions.Time.Testing;

namespace CovidGrpc.Jobs.Tests;

/// <summary>What workers tell of themselves.</summary>
public sealed class JobTelemetryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-jobs-");
    private readonly ConcurrentQueue<(string Name, double Value, string Labels)> _measured = [];
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _traces;

    public JobTelemetryTests()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == JobMeasures.Source)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<int>((instrument, value, labels, _) => Keep(instrument, value, labels));
        _meters.SetMeasurementEventCallback<long>((instrument, value, labels, _) => Keep(instrument, value, labels));
        _meters.SetMeasurementEventCallback<double>((instrument, value, labels, _) => Keep(instrument, value, labels));
        _meters.Start();
        _traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == JobMeasures.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_traces);
    }

    public void Dispose()
    {
        _traces.Dispose();
        _meters.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Tries_OfAJob_LeaveASpanAndAMeasureEachAndTheReasonOfTheirFailure()
    {
        await using var host = await StartAsync(job =>
        {
            Activity.Current?.SetTag("within", true);
            if (job.Tries == 1)
            {
                throw new JobFailedException(new JobError(14, "TELEMETRY_AWAY", "Not there."), isFinal: false);
            }
        }, TimeProvider.System);
        await host.SubmitAsync("telemetry-tries", "studies");
        await host.WaitAsync("telemetry-tries", JobState.Succeeded);
        await host.StopAsync();

        var ours = _spans.Where(span => span.GetTagItem("covidgrpc.job.id") is "telemetry-tries").ToArray();
        Assert.Equal(["retried", "succeeded"], ours.Select(span => span.GetTagItem("covidgrpc.job.outcome")));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Unset], ours.Select(span => span.Status));
        Assert.All(ours, span => Assert.Null(span.Parent));
        Assert.Equal(true, ours[1].GetTagItem("within"));
        Assert.Contains(_measured, measure => measure is { Name: "covidgrpc.job.try.duration", Labels: "outcome=retried queue=studies" });
        Assert.Contains(_measured, measure => measure is { Name: "covidgrpc.job.try.duration", Labels: "outcome=succeeded queue=studies" });
        Assert.Contains(_measured, measure => measure is { Name: "covidgrpc.job.failures", Value: 1, Labels: "queue=studies reason=TELEMETRY_AWAY" });
    }

    [Fact]
    public async Task Backlog_OfAHostThatOnlyAccepts_IsShownByState()
    {
        var time = new FakeTimeProvider();
        await using var first = await StartAsync(_ => { }, time, ("Workers", "0"));
        await first.SubmitAsync("telemetry-a");
        await first.SubmitAsync("telemetry-b");
        time.Advance(TimeSpan.FromSeconds(90));
        // Counted at the start of a host.
        await using var second = await StartAsync(_ => { }, time, ("Workers", "0"));

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!_measured.Contains(("covidgrpc.jobs", 2, "queue=uploads state=pending")))
        {
            await Task.Delay(50, limit.Token);
            _meters.RecordObservableInstruments();
        }

        Assert.Contains(("covidgrpc.jobs", 0, "queue=uploads state=failed"), _measured);
        Assert.Contains(("covidgrpc.jobs.oldest.age", 90, "queue=uploads"), _measured);
    }

    private Task<JobHost> StartAsync(Action<Job> work, TimeProvider time, params (string, string)[] settings) => JobHost.StartAsync(
        (job, _, _) =>
        {
            work(job);
            return Task.FromResult(ReadOnlyMemory<byte>.Empty);
        },
        time,
        [("File", Path.Combine(_folder.FullName, "jobs.db")), ("Poll", "00:00:00.020"), ("RetryDelay", "00:00:00.020"), .. settings]);

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels) => _measured.Enqueue(
        (instrument.Name, value, string.Join(' ', labels.ToArray().OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"))));
}
