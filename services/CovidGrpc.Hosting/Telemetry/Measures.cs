using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;

namespace CovidGrpc.Hosting.Telemetry;

/// <summary>
/// The metrics of the house. Each label has few values, all of them names from the code: stages, methods, status codes, reasons, classes.
/// Calls follow OpenTelemetry's conventions for RPC.
/// </summary>
public static class Measures
{
    /// <summary>Name of the meter.</summary>
    public const string Source = "CovidGrpc";

    private static readonly Meter House = new(Source);

    private static readonly Histogram<double> ServerCalls = Seconds("rpc.server.call.duration", "Duration of calls that this host answered.");
    private static readonly Histogram<double> ClientCalls = Seconds("rpc.client.call.duration", "Duration of single tries of calls to other services.");
    private static readonly Histogram<double> Stages = Seconds("covidgrpc.stage.duration", "Duration of a stage of a diagnosis.");
    private static readonly Histogram<double> Waits = Seconds("covidgrpc.queue.wait", "Time that work waited for its place.");
    private static readonly UpDownCounter<long> Depth = House.CreateUpDownCounter<long>("covidgrpc.queue.depth", "{item}", "Pieces of work that wait.");
    private static readonly UpDownCounter<long> Running = House.CreateUpDownCounter<long>("covidgrpc.queue.running", "{item}", "Pieces of work under way.");
    private static readonly Histogram<int> Batches = House.CreateHistogram(
        "covidgrpc.batch.size", "{slice}", "Slices that went through the network together.", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64] });

    private static readonly Counter<long> Cached = House.CreateCounter<long>("covidgrpc.cache.lookups", "{lookup}", "Answers asked of the cache, by outcome.");
    private static readonly Counter<long> Redis = House.CreateCounter<long>("covidgrpc.cache.redis.operations", "{operation}", "Operations on the cache's Redis, by outcome.");
    private static readonly Counter<long> Failures = House.CreateCounter<long>("covidgrpc.failures", "{failure}", "Calls answered with an error, by reason.");
    private static readonly Counter<long> Diagnoses = House.CreateCounter<long>("covidgrpc.diagnoses", "{diagnosis}", "Slices diagnosed, by class.");

    /// <summary>A slice was diagnosed.</summary>
    /// <param name="diagnosisClass">Its class, as <c>covid19</c>; <c>none</c> without one.</param>
    public static void Diagnosed(string diagnosisClass) => Diagnoses.Add(1, Label("class", diagnosisClass));

    /// <summary>A stage has ended.</summary>
    /// <param name="stage">Its name, as <c>segment</c>; one of few.</param>
    /// <param name="duration">How long it took.</param>
    public static void StageTook(string stage, TimeSpan duration) => Stages.Record(duration.TotalSeconds, Label("stage", stage));

    /// <summary>Slices went through a network together.</summary>
    /// <param name="room">The room, as <c>segmentation</c>.</param>
    /// <param name="slices">How many.</param>
    public static void Batched(string room, int slices) => Batches.Record(slices, Label("room", room));

    /// <summary>The length of a room's queue changed.</summary>
    /// <param name="room">The room.</param>
    /// <param name="change">By how much.</param>
    public static void Queued(string room, int change) => Depth.Add(change, Label("room", room));

    /// <summary>A piece of work left a room's queue, to be done or not.</summary>
    /// <param name="room">The room.</param>
    /// <param name="duration">How long it waited.</param>
    public static void Waited(string room, TimeSpan duration) => Waits.Record(duration.TotalSeconds, Label("room", room));

    /// <summary>The work under way in a room changed.</summary>
    /// <param name="room">The room.</param>
    /// <param name="change">By how many pieces.</param>
    public static void Worked(string room, int change) => Running.Add(change, Label("room", room));

    internal static void LookedUp(string stage, bool hit) => Cached.Add(1, Label("stage", stage), Label("outcome", hit ? "hit" : "miss"));

    internal static void AskedRedis(string outcome) => Redis.Add(1, Label("outcome", outcome));

    internal static void Failed(StatusCode code, string? reason) => Failures.Add(1, Label("code", code.ToString()), Label("reason", reason ?? "none"));

    internal static void Answered(string method, StatusCode code, TimeSpan duration) => ServerCalls.Record(duration.TotalSeconds, Call(method, code));

    internal static void Called(string method, StatusCode code, TimeSpan duration) => ClientCalls.Record(duration.TotalSeconds, Call(method, code));

    private static TagList Call(string method, StatusCode code) => new()
    {
        { "rpc.system.name", "grpc" },
        { "rpc.method", method },
        { "rpc.response.status_code", code.ToString() },
    };

    private static Histogram<double> Seconds(string name, string description) => House.CreateHistogram(
        name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
