using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom;
using CovidGrpc.Dicom.Identity;
using CovidGrpc.Jobs;
using CovidGrpc.Pacs.Answers;
using CovidGrpc.Pacs.Studies;
using CovidGrpc.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace CovidGrpc.Pacs.Tests;

/// <summary>When a study becomes a job, and what looking costs.</summary>
public sealed class StudyWatcherTests : IAsyncLifetime
{
    private const string Study = "1.2.3.4711";
    private const string OtherStudy = "1.2.3.4712";
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly IJobStore _jobs = Substitute.For<IJobStore>();
    private readonly StudyDirectory _directory = new();
    private readonly StudyKeys _keys = new(new KeyedUids(new byte[32]));
    private readonly List<NewJob> _submitted = [];
    private ScriptedPacs _pacs = null!;
    private RecordingGateway _gateway = null!;
    private ModelClient _models = null!;
    private StudyWatcher _watcher = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _pacs = await ScriptedPacs.StartAsync();
        _gateway = await RecordingGateway.StartAsync();
        _models = ModelClient.Connect(new Uri(_gateway.Address));
        _jobs.When(jobs => jobs.SubmitAsync(Arg.Any<NewJob>(), Arg.Any<CancellationToken>())).Do(call => _submitted.Add(call.Arg<NewJob>()));
        _watcher = Watcher(_models);
    }

    public async ValueTask DisposeAsync()
    {
        _watcher.Dispose();
        _models.Dispose();
        await _gateway.DisposeAsync();
        await _pacs.DisposeAsync();
    }

    [Fact]
    public async Task Look_StudyThatGrows_IsSubmittedOnceItStaysTheSame()
    {
        _pacs.AddCt(Study);
        await LookAsync();
        await LookAsync(after: StableAfter / 2);
        _pacs.AddCt(Study);
        await LookAsync(after: StableAfter * 0.9);
        await LookAsync(after: StableAfter * 0.9);
        Assert.Empty(_submitted);

        await LookAsync(after: StableAfter * 0.2);
        await LookAsync(after: StableAfter);

        var job = Assert.Single(_submitted);
        var payload = StudyJob.Parser.ParseFrom(job.Payload.Span);
        Assert.Equal((JobQueues.Studies, 64), (job.Queue, job.Id.Length));
        Assert.Equal(_keys.DigestOf([$"{Study}.0", $"{Study}.1"]), payload.InstancesDigest);
        Assert.Equal(Study, await _directory.FindAsync(payload.StudyReference, Cancellation));
        Assert.DoesNotContain(Study, payload.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_AnswersArrive_IsNoChange()
    {
        _pacs.AddCt(Study, 3);
        await LookAsync();
        await LookAsync(after: StableAfter);
        _pacs.Add(Study, DicomUids.SegmentationStorage);
        _pacs.Add(Study, DicomUids.Comprehensive3DSrStorage);

        await LookAsync(after: StableAfter);
        await LookAsync(after: StableAfter);

        Assert.Single(_submitted);
    }

    [Fact]
    public async Task Look_LateSlice_IsAnotherJob()
    {
        _pacs.AddCt(Study, 3);
        await LookAsync();
        await LookAsync(after: StableAfter);
        _pacs.AddCt(Study);
        await LookAsync(after: StableAfter);
        Assert.Single(_submitted);

        await LookAsync(after: StableAfter);

        Assert.Equal(2, _submitted.DistinctBy(job => job.Id).Count());
    }

    [Fact]
    public async Task Look_SameStudySeenByANewBridge_IsTheSameJob()
    {
        _pacs.AddCt(Study, 3);
        await LookAsync();
        await LookAsync(after: StableAfter);
        using var other = Watcher(_models);
        await other.LookAsync(Cancellation);
        _time.Advance(StableAfter);
        await other.LookAsync(Cancellation);

        Assert.Equal(2, _submitted.Count);
        Assert.Single(_submitted.Select(job => (job.Id, Convert.ToHexString(job.Payload.Span))).Distinct());
    }

    [Fact]
    public async Task Look_ManyTimes_ListsInstancesWhenACountChangesAndWhenDue()
    {
        _pacs.AddCt(Study, 3);
        for (var look = 0; look < 100; look++)
        {
            await LookAsync(after: TimeSpan.FromSeconds(10));
        }

        Assert.Single(_submitted);
        Assert.Equal(2, _pacs.Listings);
    }

    [Fact]
    public async Task Look_NewModel_SubmitsAgain()
    {
        _pacs.AddCt(Study, 3);
        await LookAsync();
        await LookAsync(after: StableAfter);

        _gateway.Digest = new string('b', 64);
        await LookAsync(after: TimeSpan.FromSeconds(10));
        await LookAsync(after: TimeSpan.FromSeconds(10));

        Assert.Equal(2, _submitted.DistinctBy(job => job.Id).Count());
        Assert.Equal(2, _submitted.Count);
    }

    [Fact]
    public async Task Look_GatewayAway_WaitsForIt()
    {
        _pacs.AddCt(Study, 3);
        using var nobody = ModelClient.Connect(new Uri($"http://127.0.0.1:{FreePort.Take()}"));
        using var watcher = Watcher(nobody);
        await watcher.LookAsync(Cancellation);
        _time.Advance(StableAfter);
        await watcher.LookAsync(Cancellation);

        Assert.Empty(_submitted);
        Assert.NotNull(watcher.LastLook);
    }

    [Fact]
    public async Task Look_GatewayAwayForLong_IsToldOnce()
    {
        using var nobody = ModelClient.Connect(new Uri($"http://127.0.0.1:{FreePort.Take()}"));
        var log = new LogRecorder();
        using var watcher = Watcher(nobody, LoggerFactory.Create(logging => logging.AddProvider(log)).CreateLogger<StudyWatcher>());
        await watcher.LookAsync(Cancellation);
        await watcher.LookAsync(Cancellation);

        Assert.Contains("studies wait", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_QueueAway_SubmitsLater()
    {
        _pacs.AddCt(Study, 3);
        await LookAsync();
        _time.Advance(StableAfter);
        var isAway = true;
        _jobs.When(jobs => jobs.SubmitAsync(Arg.Any<NewJob>(), Arg.Any<CancellationToken>())).Do(call =>
        {
            if (isAway)
            {
                throw new JobsUnavailableException("away");
            }
        });
        await Assert.ThrowsAsync<JobsUnavailableException>(() => _watcher.LookAsync(Cancellation));
        _submitted.Clear();

        isAway = false;
        await LookAsync();

        Assert.Single(_submitted);
    }

    [Fact]
    public async Task Look_OneStudyDamaged_GoesOnWithTheOthers()
    {
        _pacs.AddCt(Study);
        _pacs.AddCt(OtherStudy);
        _pacs.Damaged.Add(Study);
        await LookAsync();
        await LookAsync(after: StableAfter);

        Assert.Equal(_keys.ReferenceOf(OtherStudy), StudyJob.Parser.ParseFrom(Assert.Single(_submitted).Payload.Span).StudyReference);
    }

    private async Task LookAsync(TimeSpan after = default)
    {
        _time.Advance(after);
        await _watcher.LookAsync(Cancellation);
    }

    private StudyWatcher Watcher(ModelClient models, ILogger<StudyWatcher>? log = null) => new(
        Pacs.Client(_pacs.Url), new GatewayModels(models), _jobs, _directory, _keys, Options.Create(new PacsOptions { StableAfter = StableAfter }), _time,
        log ?? NullLogger<StudyWatcher>.Instance);
}
