using System.Text.RegularExpressions;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace CovidGrpc.House.Tests;

/// <summary>That deploy/compose.yaml is one that docker-compose takes, and keeps the house's rules for containers.</summary>
public sealed partial class ComposeTests
{
    [Theory]
    [InlineData("compose.yaml")]
    [InlineData("compose.yaml", "compose.gpu.yaml")]
    [InlineData("compose.yaml", "compose.tls.yaml")]
    public async Task Services_OfTheStack_ArePinnedReadOnlyAndPublishedOnLoopbackAlone(params string[] files)
    {
        var services = await ServicesAsync(files);

        Assert.All((string[])["gateway", "segmentation", "cache", "jobs", "pacs", "orthanc", "prometheus", "grafana", "jaeger"], name => Assert.Contains(name, services.Keys));
        Assert.All(services, service =>
        {
            Assert.True(service.Value.Build is not null || Pinned().IsMatch(service.Value.Image), $"{service.Key}: {service.Value.Image} is not pinned");
            Assert.True(service.Value.ReadOnly);
            Assert.Equal(["ALL"], service.Value.CapDrop);
            Assert.All(service.Value.Ports, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
            Assert.All(service.Value.Volumes.Where(volume => volume.StartsWith('/')), volume =>
                Assert.True(Path.Exists(volume.Split(':')[0]) || Secret().IsMatch(volume), $"{service.Key} mounts {volume}, which is not there"));
        });
    }

    [Fact]
    public async Task Hosts_OfTheStack_ShowTheirMetricsWherePrometheusLooks()
    {
        var services = await ServicesAsync("compose.yaml");
        var scraped = await File.ReadAllTextAsync(Path.Combine(House.Root.FullName, "deploy", "observability", "prometheus.yml"), TestContext.Current.CancellationToken);
        string[] hosts = [.. Target().Matches(scraped).Select(target => target.Groups["host"].Value), "pacs"];

        Assert.Equal(hosts.Order(StringComparer.Ordinal), services.Where(service => service.Value.Environment.GetValueOrDefault("Telemetry__MetricsUrl") == "http://*:9464").Select(service => service.Key).Order(StringComparer.Ordinal));
        Assert.Contains("{names: [pacs], type: A, port: 9464}", scraped, StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, Service>> ServicesAsync(params string[] files)
    {
        Assert.SkipUnless(Script.Exists("docker-compose"), "needs docker-compose (apt-get install docker-compose)");
        var (code, yaml) = await Script.RunAsync(
            "env", ["COVIDGRPC_BASE=base", "COVIDGRPC_CACHE_KEY=key", "docker-compose", .. files.SelectMany(file => (string[])["-f", Path.Combine("deploy", file)]), "config"]);
        Assert.Equal(0, code);
        return new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().Build().Deserialize<Stack>(yaml).Services;
    }

    [GeneratedRegex(@"^[a-z]+/[a-z-]+:v?\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();

    // Of whoever runs the stack; not there until he makes them.
    [GeneratedRegex("^[^:]+:/(secrets|certificates|api-keys):ro$")]
    private static partial Regex Secret();

    [GeneratedRegex(@"(?<host>[a-z]+):9464")]
    private static partial Regex Target();

    private sealed record Stack
    {
        public Dictionary<string, Service> Services { get; set; } = [];
    }

    private sealed record Service
    {
        public object? Build { get; set; }

        public string Image { get; set; } = "";

        public bool ReadOnly { get; set; }

        public List<string> CapDrop { get; set; } = [];

        public List<string> Ports { get; set; } = [];

        public List<string> Volumes { get; set; } = [];

        public Dictionary<string, string> Environment { get; set; } = [];
    }
}
