using System.Text.Json;
using System.Text.RegularExpressions;
using CovidGrpc.Cli.Tests;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Testing;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using State = CovidGrpc.Contracts.V1.Operation.Types.State;

namespace CovidGrpc.Stack.Tests;

/// <summary>What the dashboards and alerts ask is what the stack tells: each query, by a real Prometheus that scrapes the real suite.</summary>
public sealed partial class DashboardTests
{
    // Without them all is well: alerts that fire, and the bridge, which shows its own metric in CovidGrpc.Pacs.Tests.
    private static readonly string[] Absent = ["ALERTS", "covidgrpc_pacs_look_age_seconds"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Dashboard.All.Select(dashboard => dashboard.Name)];

    [Fact]
    public async Task Queries_OfDashboardsAndRules_AreAnsweredByPrometheusThatScrapesTheSuite()
    {
        using var model = new TestModel();
        using var redis = await RedisServer.StartAsync(Cancellation);
        var port = FreePort.Take();
        using var prometheus = await PrometheusServer.StartAsync(port, Cancellation);
        // A process of its own: hosts of other tests would show up in the metrics of this one.
        var folder = Directory.CreateTempSubdirectory("covidgrpc-dashboards-");
        using var suite = CovidProcess.Start(folder.FullName, ["serve", "--port", "0", "--http-port", "0", "--model", model.Path, .. SettingsOf(port, redis).SelectMany(setting => (string[])["--set", setting])]);
        using var channel = ServiceChannel.Open((await suite.ReadLineAsync()).Split(' ')[1]);

        Dictionary<string, string> silent = Dashboard.All.SelectMany(dashboard => dashboard.Queries).DistinctBy(query => query.Query)
            .ToDictionary(query => query.Query, query => query.Panel);
        Assert.True(silent.Count > 30);
        silent.Add(AutoscalerQuery(), "deploy/kubernetes/adapter.yaml");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        // Rates need counters that rise between two scrapes.
        for (var round = 0; silent.Keys.Any(MustAnswer) && !limit.IsCancellationRequested; round++)
        {
            await WorkAsync(channel, round);
            await Task.Delay(1000, Cancellation);
            foreach (var query in silent.Keys.ToArray())
            {
                if (await prometheus.QueryAsync(query, Cancellation) is { Count: > 0 } values && values.Any(double.IsFinite))
                {
                    silent.Remove(query);
                }
            }
        }

        Assert.DoesNotContain(silent, query => MustAnswer(query.Key));
        await AssertRulesAskForWhatThereIsAsync(prometheus);
        suite.Kill();
        folder.Delete(recursive: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Panels_OfADashboard_HaveOwnPlacesAndProvisionedSources(string name)
    {
        var dashboard = Dashboard.All.Single(one => one.Name == name);
        Assert.Single(Dashboard.All, one => one.Uid == dashboard.Uid);
        Assert.Equal(dashboard.Panels.Count, dashboard.Panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());

        var cells = dashboard.Panels.Select(panel => panel.GetProperty("gridPos")).SelectMany(CellsOf).ToArray();
        Assert.Equal(cells.Length, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.X, 0, 23));

        var provisioned = File.ReadAllText(Repository.PathOf("deploy", "observability", "grafana", "provisioning", "datasources", "covidgrpc.yml"));
        Assert.All(dashboard.Sources, source => Assert.Contains($"uid: {source}\n", provisioned, StringComparison.Ordinal));
    }

    // As the adapter fills it in for the pods of a namespace.
    private static string AutoscalerQuery() => MetricsQuery().Match(File.ReadAllText(Repository.PathOf("deploy", "kubernetes", "adapter.yaml"))).Groups["query"].Value
        .Replace("<<.GroupBy>>", "instance", StringComparison.Ordinal)
        .Replace("<<.LabelMatchers>>", "instance=~\".+\"", StringComparison.Ordinal);

    private static bool MustAnswer(string query) => !Absent.Any(name => query.Contains(name, StringComparison.Ordinal));

    private static string[] SettingsOf(int port, RedisServer redis) =>
    [
        $"Telemetry:MetricsUrl=http://127.0.0.1:{port}", $"Cache:Redis={redis.Address}", $"Cache:HashKey={Convert.ToBase64String(new byte[32])}", "Jobs:Poll=00:00:00.05",
    ];

    // A new slice, a known one and one that cannot be read; a job that ends well and one that does not, for it is no CT.
    private static async Task WorkAsync(GrpcChannel channel, int round)
    {
        var client = new DiagnosisService.DiagnosisServiceClient(channel);
        await client.DiagnoseAsync(DistributedStack.Sample(round), cancellationToken: Cancellation);
        await client.DiagnoseAsync(DistributedStack.Sample(), cancellationToken: Cancellation);
        var cut = new DiagnoseRequest { Image = ByteString.CopyFrom(MarkedDicom.Cut()) };
        await Assert.ThrowsAsync<RpcException>(async () => await client.DiagnoseAsync(cut, cancellationToken: Cancellation));

        Assert.Equal(State.Succeeded, await RunJobAsync(channel, DistributedStack.Sample().Image.Memory));
        Assert.Equal(State.Failed, await RunJobAsync(channel, MarkedDicom.WithMarkAsModality()));
    }

    private static async Task<State> RunJobAsync(GrpcChannel channel, ReadOnlyMemory<byte> file)
    {
        using var client = new OperationClient(channel);
        var upload = await client.UploadAsync([new ScanFile(_ => ValueTask.FromResult(file))], cancellationToken: Cancellation);
        var started = await client.StartAsync(upload.Id, cancellationToken: Cancellation);
        return (await client.WatchAsync(started.OperationId, Cancellation).LastAsync(Cancellation)).State;
    }

    // An alert is silent while all is well, so what it asks for is looked up: its metrics, and the labels that it chooses and names.
    private static async Task AssertRulesAskForWhatThereIsAsync(PrometheusServer prometheus)
    {
        var rules = await prometheus.RulesAsync(Cancellation);
        Assert.NotEmpty(rules);
        foreach (var (name, query, health) in rules)
        {
            Assert.True(health == "ok", $"{name}: {health}");
            var metrics = Metric().Matches(query).Where(match => MustAnswer(match.Value)).ToArray();
            Assert.True(metrics.Length > 0 || !MustAnswer(query), $"{name} asks for no metric: {query}");
            foreach (var metric in metrics)
            {
                string[] labels = [.. Label().Matches(metric.Groups["labels"].Value).Select(label => $"{label.Groups["name"].Value}!=\"\"")];
                var present = $"{metric.Groups["name"].Value}{{{string.Join(',', labels)}}}";
                Assert.True((await prometheus.QueryAsync(present, Cancellation)).Count > 0, $"{name}: nothing tells {present}");
            }
        }
    }

    private static IEnumerable<(int X, int Y)> CellsOf(JsonElement place) =>
        from x in Enumerable.Range(place.GetProperty("x").GetInt32(), place.GetProperty("w").GetInt32())
        from y in Enumerable.Range(place.GetProperty("y").GetInt32(), place.GetProperty("h").GetInt32())
        select (x, y);

    [GeneratedRegex(@"\b(?<name>up|covidgrpc[:_]\w[\w:]*|rpc_\w+|dotnet_\w+|kestrel_\w+)\b(\{(?<labels>[^}]*)\})?")]
    private static partial Regex Metric();

    [GeneratedRegex(@"metricsQuery: '(?<query>[^']+)'")]
    private static partial Regex MetricsQuery();

    [GeneratedRegex(@"(?<name>\w+)\s*(=~|!~|!=|=)")]
    private static partial Regex Label();
}
