using System.Diagnostics;
using System.Net;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Telemetry;
using CovidGrpc.Suite;
using CovidGrpc.Testing;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;

namespace CovidGrpc.Stack.Tests;

/// <summary>What the stack tells of itself: one trace a diagnosis, metrics on a port of their own, and nothing of a patient in any of it.</summary>
[Collection("Telemetry of this process")]
public sealed class TelemetryTests
{
    // A diagnosis goes to the cache, however long the services take to tell their models.
    private static readonly KeyValuePair<string, string?> Patient = new("Requests:ModelsTimeout", "00:01:00");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Diagnose_OfTracedCaller_LeavesOneTraceWithItsStages()
    {
        using var model = new TestModel();
        var spans = new List<Activity>();
        ActivityTraceId trace;
        using (Traces(spans))
        {
            await using var suite = await CovidSuite.StartAsync(
                new SuiteOptions(new ModelChoice(model.Path)) { Settings = new Dictionary<string, string?>([Patient]) }, Cancellation);
            using var caller = new Activity("caller") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
            trace = caller.TraceId;
            await DiagnoseAsync(suite, MarkedDicom.Sound());
        }

        var ours = spans.Where(span => span.TraceId == trace).ToArray();
        var ids = ours.Select(span => span.SpanId).ToHashSet();
        var first = Assert.Single(ours, span => !ids.Contains(span.ParentSpanId));
        Assert.Equal(("covid.v1.DiagnosisService/Diagnose", ActivityKind.Server), (first.DisplayName, first.Kind));
        var found = Assert.Single(ours, span => span.DisplayName == "cache" && span.ParentSpanId == first.SpanId);
        foreach (var call in (string[])["covid.v1.PreprocessingService/Preprocess", "covid.v1.SegmentationService/Segment", "covid.v1.ClassificationService/Classify"])
        {
            var sent = Assert.Single(ours, span => span.DisplayName == call && span.Kind == ActivityKind.Client);
            var answered = Assert.Single(ours, span => span.DisplayName == call && span.Kind == ActivityKind.Server);
            Assert.Equal((found.SpanId, sent.SpanId), (sent.ParentSpanId, answered.ParentSpanId));
            Assert.Equal("OK", answered.GetTagItem("rpc.response.status_code"));
        }

        var segment = Assert.Single(ours, span => span.DisplayName == "covid.v1.SegmentationService/Segment" && span.Kind == ActivityKind.Server);
        var cache = Assert.Single(ours, span => span.DisplayName == "cache" && span.ParentSpanId == segment.SpanId);
        Assert.Equal(false, cache.GetTagItem("covidgrpc.cache.hit"));
        Assert.Single(ours, span => span.DisplayName == "queue" && span.ParentSpanId == cache.SpanId);
        Assert.Single(ours, span => span.DisplayName == "work" && span.ParentSpanId == cache.SpanId);
        foreach (var part in (string[])["input", "backbone", "findings"])
        {
            Assert.IsType<double>(cache.GetTagItem($"covidgrpc.stage.{part}.duration_ms"));
        }

        Assert.DoesNotContain(spans, span => span.DisplayName.StartsWith("grpc.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Job_OfACall_IsATraceOfItsOwnThatBothName()
    {
        using var model = new TestModel();
        var spans = new List<Activity>();
        string id;
        using (Traces(spans))
        {
            await using var suite = await CovidSuite.StartAsync(new SuiteOptions(new ModelChoice(model.Path)), Cancellation);
            using var client = new OperationClient(suite.Channel);
            var upload = await client.UploadAsync([new ScanFile(_ => ValueTask.FromResult(DistributedStack.Sample().Image.Memory))], cancellationToken: Cancellation);
            id = (await client.StartAsync(upload.Id, cancellationToken: Cancellation)).OperationId;
            await client.WatchAsync(id, Cancellation).LastAsync(Cancellation);
        }

        // Other tests of this process have their jobs too.
        var ours = spans.Where(span => Equals(span.GetTagItem("covidgrpc.job.id"), id)).ToArray();
        var start = Assert.Single(ours, span => span.DisplayName == "covid.v1.DiagnosisService/StartDiagnosis");
        var job = Assert.Single(ours, span => span.DisplayName == "job uploads");
        Assert.NotEqual(start.TraceId, job.TraceId);
        Assert.Equal("succeeded", job.GetTagItem("covidgrpc.job.outcome"));
        Assert.Contains(spans, span => span.DisplayName == "covid.v1.SegmentationService/Segment" && span.Kind == ActivityKind.Server && span.TraceId == job.TraceId);
    }

    [Fact]
    public async Task Scrape_AfterDiagnoses_TellsTheCountsAndNothingElseIsAnsweredThere()
    {
        using var model = new TestModel();
        var metrics = new Uri($"http://127.0.0.1:{FreePort.Take()}/");
        await using var suite = await StartScrapedAsync(model, metrics, _ => { });
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        await DiagnoseAsync(suite, MarkedDicom.Sound());
        await DiagnoseAsync(suite, MarkedDicom.Sound());
        await Assert.ThrowsAsync<RpcException>(() => DiagnoseAsync(suite, MarkedDicom.Cut()));

        var lines = (await http.GetStringAsync(new Uri(metrics, "metrics"), Cancellation)).Split('\n');

        foreach (var (name, labels) in new (string, string[])[]
        {
            ("rpc_server_call_duration_seconds_count", ["rpc_method=\"covid.v1.SegmentationService/Segment\"", "rpc_response_status_code=\"OK\""]),
            ("rpc_client_call_duration_seconds_count", ["rpc_method=\"covid.v1.SegmentationService/Segment\"", "rpc_response_status_code=\"OK\""]),
            ("covidgrpc_stage_duration_seconds_bucket", ["stage=\"preprocess\""]),
            ("covidgrpc_stage_duration_seconds_bucket", ["stage=\"segment/backbone\""]),
            ("covidgrpc_queue_wait_seconds_count", ["room=\"segmentation\""]),
            ("covidgrpc_queue_depth", ["room=\"segmentation\""]),
            ("covidgrpc_queue_running", ["room=\"segmentation\""]),
            ("covidgrpc_batch_size_count", ["room=\"segmentation\""]),
            ("covidgrpc_cache_lookups_total", ["stage=\"diagnose\"", "outcome=\"hit\""]),
            ("covidgrpc_cache_lookups_total", ["stage=\"segment\"", "outcome=\"miss\""]),
            ("covidgrpc_model_info", ["room=\"segmentation\"", "digest=\""]),
            ("covidgrpc_model_info", ["room=\"classification\"", "digest=\""]),
            ("covidgrpc_failures_total", ["code=\"InvalidArgument\"", "reason=\""]),
            ("covidgrpc_diagnoses_total", ["class=\""]),
            ("dotnet_process_memory_working_set_bytes", []),
        })
        {
            Assert.Contains(lines, line => line.StartsWith(name, StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal)));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync(new Uri(metrics, "v1/images:diagnose"), new StringContent("{}"), Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(new Uri(suite.HttpAddress!), "metrics"), Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Diagnose_MarkedDicomSoundAndBroken_LeavesNoMarkInSpansMetricsOrLogs()
    {
        using var model = new TestModel();
        var metrics = new Uri($"http://127.0.0.1:{FreePort.Take()}/");
        var spans = new List<Activity>();
        var logs = new List<List<LogRecord>>();
        string scrape;
        using (Traces(spans))
        {
            await using var suite = await StartScrapedAsync(model, metrics, logging => logging.SetMinimumLevel(LogLevel.Trace).AddOpenTelemetry(telemetry =>
            {
                (telemetry.IncludeScopes, telemetry.IncludeFormattedMessage, telemetry.ParseStateValues) = (true, true, true);
                logs.Add([]);
                telemetry.AddInMemoryExporter(logs[^1]);
            }));
            await DiagnoseAsync(suite, MarkedDicom.Sound());
            foreach (var broken in (byte[][])[MarkedDicom.Cut(), MarkedDicom.WithMarkInPlaceOfNumber(), MarkedDicom.WithMarkAsModality()])
            {
                await Assert.ThrowsAsync<RpcException>(() => DiagnoseAsync(suite, broken));
            }

            using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
            scrape = await http.GetStringAsync(new Uri(metrics, "metrics"), Cancellation);
        }

        string[] told = [scrape, .. spans.Select(TextOf), .. logs.SelectMany(records => records).Select(TextOf)];
        Assert.Contains(spans, span => span.DisplayName == "work");
        Assert.NotEmpty(logs.SelectMany(records => records));
        Assert.All(told, text => Assert.All(MarkedDicom.Marks, mark => Assert.DoesNotContain(mark, text, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Rules_TestedByPromtool_FireWhenTheyShouldAndOnlyThen()
    {
        Command.Require("promtool", "apt-get install prometheus");

        await Command.OutputOfAsync("promtool", "check", "config", Repository.PathOf("deploy", "observability", "prometheus.yml"));
        foreach (var test in (string[])["rules.test.yml", "rules.drift.test.yml"])
        {
            await Command.OutputOfAsync("promtool", "test", "rules", Repository.PathOf("deploy", "observability", test));
        }
    }

    private static TracerProvider Traces(List<Activity> spans) =>
        Sdk.CreateTracerProviderBuilder().AddSource([.. TelemetryRegistration.TraceSources]).AddInMemoryExporter(spans).Build();

    private static Task<CovidSuite> StartScrapedAsync(TestModel model, Uri metrics, Action<ILoggingBuilder> logging) => CovidSuite.StartAsync(
        new SuiteOptions(new ModelChoice(model.Path))
        {
            HttpUrl = "http://127.0.0.1:0",
            Settings = new Dictionary<string, string?>([new("Telemetry:MetricsUrl", metrics.GetLeftPart(UriPartial.Authority)), Patient]),
            Logging = logging,
        },
        Cancellation);

    private static async Task DiagnoseAsync(CovidSuite suite, byte[] file) => await new DiagnosisService.DiagnosisServiceClient(suite.Channel)
        .DiagnoseAsync(new DiagnoseRequest { Image = ByteString.CopyFrom(file) }, cancellationToken: Cancellation);

    private static string TextOf(Activity span) => string.Join(
        ' ',
        [
            span.OperationName, span.DisplayName, span.StatusDescription, span.TraceStateString,
            .. span.TagObjects.Concat(span.Events.SelectMany(e => e.Tags)).Select(tag => $"{tag.Key}={tag.Value}"),
            .. span.Events.Select(e => e.Name), .. span.Baggage.Select(item => $"{item.Key}={item.Value}"),
        ]);

    private static string TextOf(LogRecord record)
    {
        var scopes = new List<string>();
        record.ForEachScope((scope, all) => all.Add(string.Join(' ', scope)), scopes);
        return string.Join(' ', [record.FormattedMessage, record.Body, $"{record.Exception}", .. (record.Attributes ?? []).Select(item => $"{item}"), .. scopes]);
    }
}
