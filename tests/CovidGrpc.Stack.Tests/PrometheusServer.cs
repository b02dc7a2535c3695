using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CovidGrpc.Testing;

namespace CovidGrpc.Stack.Tests;

/// <summary>A real Prometheus with the repository's configuration and rules, in a hurry, that scrapes one host of this machine.</summary>
internal sealed partial class PrometheusServer : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-prometheus-");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly Process _process;

    private PrometheusServer(int target)
    {
        foreach (var name in (string[])["prometheus.yml", "rules.yml"])
        {
            var text = File.ReadAllText(Repository.PathOf("deploy", "observability", name));
            text = Targets().Replace(text, string.Create(CultureInfo.InvariantCulture, $"targets: ['127.0.0.1:{target}']"));
            File.WriteAllText(Path.Combine(_folder.FullName, name), Interval().Replace(text, "${name}: 1s"));
        }

        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort.Take()}");
        _http.BaseAddress = new Uri($"http://{address}/");
        _process = Process.Start(new ProcessStartInfo("prometheus",
        [
            $"--config.file={Path.Combine(_folder.FullName, "prometheus.yml")}", $"--storage.tsdb.path={Path.Combine(_folder.FullName, "data")}",
            $"--web.listen-address={address}", "--log.level=error",
        ])
        {
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts a server; skips the test where Prometheus is not installed.</summary>
    /// <param name="target">Port of the metrics.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<PrometheusServer> StartAsync(int target, CancellationToken cancellationToken)
    {
        Command.Require("prometheus", "apt-get install prometheus");
        var server = new PrometheusServer(target);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (!await server.IsReadyAsync(limit.Token))
        {
            await Task.Delay(100, limit.Token);
        }

        return server;
    }

    /// <summary>The answer to a query now: of each series its value. A query that cannot be read fails the test.</summary>
    public async Task<IReadOnlyList<double>> QueryAsync(string query, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([new("query", query)]);
        using var response = await _http.PostAsync(new Uri("api/v1/query", UriKind.Relative), form, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{query}\n{body}");
        var data = JsonDocument.Parse(body).RootElement.GetProperty("data");
        return data.GetProperty("resultType").GetString() == "scalar"
            ? [ValueOf(data.GetProperty("result"))]
            : [.. data.GetProperty("result").EnumerateArray().Select(series => ValueOf(series.GetProperty("value")))];
    }

    /// <summary>The rules as they are loaded.</summary>
    public async Task<IReadOnlyList<(string Name, string Query, string Health)>> RulesAsync(CancellationToken cancellationToken)
    {
        using var answer = JsonDocument.Parse(await _http.GetStringAsync(new Uri("api/v1/rules", UriKind.Relative), cancellationToken));
        return
        [
            .. answer.RootElement.GetProperty("data").GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray())
                .Select(rule => (rule.GetProperty("name").GetString()!, rule.GetProperty("query").GetString()!, rule.GetProperty("health").GetString()!)),
        ];
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private static double ValueOf(JsonElement sample) => double.Parse(sample[1].GetString()!.Replace("Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("-/ready", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"targets: \[.*\]")]
    private static partial Regex Targets();

    [GeneratedRegex(@"\b(?<name>scrape_interval|evaluation_interval|interval): \w+")]
    private static partial Regex Interval();
}
