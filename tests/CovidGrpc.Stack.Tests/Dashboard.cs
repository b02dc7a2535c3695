using System.Text.Json;
using CovidGrpc.Testing;

namespace CovidGrpc.Stack.Tests;

/// <summary>A dashboard of Grafana as it lies in the repository.</summary>
internal sealed class Dashboard
{
    private readonly JsonElement _root;

    private Dashboard(string path) => (Name, _root) = (Path.GetFileName(path), JsonDocument.Parse(File.ReadAllBytes(path)).RootElement);

    public static IReadOnlyList<Dashboard> All { get; } =
        [.. Directory.GetFiles(Repository.PathOf("deploy", "observability", "grafana", "dashboards"), "*.json").Order(StringComparer.Ordinal).Select(path => new Dashboard(path))];

    public string Name { get; }

    public string Uid => _root.GetProperty("uid").GetString()!;

    public IReadOnlyList<JsonElement> Panels => [.. _root.GetProperty("panels").EnumerateArray()];

    /// <summary>Queries of all panels, with the window that Grafana would put in.</summary>
    public IReadOnlyList<(string Panel, string Query)> Queries =>
    [
        .. Panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target =>
            ($"{Name}: {panel.GetProperty("title").GetString()}", target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "1m", StringComparison.Ordinal)))),
    ];

    /// <summary>The sources of data that panels and queries name.</summary>
    public IEnumerable<string> Sources => Panels.Concat(Panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray()))
        .Select(element => element.GetProperty("datasource").GetProperty("uid").GetString()!);

    public override string ToString() => Name;
}
