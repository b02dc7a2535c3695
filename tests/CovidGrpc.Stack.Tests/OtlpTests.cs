using System.Collections.Concurrent;
using System.Text;
using CovidGrpc.Suite;
using CovidGrpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CovidGrpc.Stack.Tests;

/// <summary>What leaves by OTLP, to a collector of gRPC as Jaeger is one, where a variable names it.</summary>
[Collection("Telemetry of this process")]
public sealed class OtlpTests
{
    private const string Traces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private const string Metrics = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Diagnose_WithAndWithoutACollector_SendsItsTraceThereOrNowhere(bool isNamed)
    {
        var received = new ConcurrentQueue<(string Call, string Body)>();
        await using var collector = await LoopbackHost.StartAsync(_ => { }, app => app.Run(context => TakeAsync(context, received)));
        using var model = new TestModel();
        var options = new SuiteOptions(new ModelChoice(model.Path))
        {
            Settings = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = isNamed ? collector.GrpcAddress : "" },
        };
        await using (var suite = await CovidSuite.StartAsync(options, Cancellation))
        {
            await new Contracts.V1.DiagnosisService.DiagnosisServiceClient(suite.Channel).DiagnoseAsync(DistributedStack.Sample(), cancellationToken: Cancellation);
        }

        // The end of the suite sends what is left.
        if (!isNamed)
        {
            Assert.Empty(received);
            return;
        }

        foreach (var span in (string[])["CovidGrpc.Suite", "covid.v1.DiagnosisService/Diagnose", "covid.v1.SegmentationService/Segment", "work"])
        {
            Assert.Contains(received, sent => sent.Call == Traces && sent.Body.Contains(span, StringComparison.Ordinal));
        }

        Assert.Contains(received, sent => sent.Call == Metrics && sent.Body.Contains("covidgrpc.diagnoses", StringComparison.Ordinal));
    }

    // Keeps the names in a message, and answers an empty one.
    private static async Task TakeAsync(HttpContext context, ConcurrentQueue<(string, string)> received)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
