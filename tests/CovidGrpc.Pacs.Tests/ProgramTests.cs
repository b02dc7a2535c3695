using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using CovidGrpc.Testing;

namespace CovidGrpc.Pacs.Tests;

/// <summary>The bridge as a program: where it listens, and what it tells of itself.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-bridge-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Program_WithAMetricsUrl_ShowsItsQueueThereAndLogsJson()
    {
        await using var pacs = await ScriptedPacs.StartAsync();
        await using var gateway = await RecordingGateway.StartAsync();
        var health = new Uri($"http://127.0.0.1:{FreePort.Take()}/");
        var metrics = new Uri($"http://127.0.0.1:{FreePort.Take()}/");
        var lines = new ConcurrentQueue<string>();
        using var program = Process.Start(new ProcessStartInfo("dotnet",
        [
            typeof(PacsHost).Assembly.Location, $"--Urls={health}", $"--Telemetry:MetricsUrl={metrics.GetLeftPart(UriPartial.Authority)}",
            $"--Pacs:Url={pacs.Url}", $"--Pacs:Gateway={gateway.Address}", $"--Pacs:HashKey={Convert.ToBase64String(new byte[32])}",
            "--Pacs:Poll=00:00:00.2", $"--Jobs:File={Path.Combine(_folder.FullName, "jobs.db")}",
        ])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = _folder.FullName,
        })!;
        program.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        program.BeginOutputReadLine();
        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            await AnswersAsync(http, new Uri(health, PacsHost.HealthPath), "Healthy");
            foreach (var series in (string[])["queue=\"studies\",state=\"pending\"} 0", "covidgrpc_pacs_look_age_seconds", "dotnet_process_memory_working_set_bytes"])
            {
                await AnswersAsync(http, new Uri(metrics, "metrics"), series);
            }

            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(metrics, PacsHost.HealthPath), TestContext.Current.CancellationToken)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(health, "metrics"), TestContext.Current.CancellationToken)).StatusCode);
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync(CancellationToken.None);
        }

        var logged = lines.Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
        Assert.Contains(logged, line => line.GetProperty("Message").GetString() == $"Now listening on: {metrics.GetLeftPart(UriPartial.Authority)}");
        // Kestrel itself warns of a machine that has no time for its heartbeat.
        Assert.DoesNotContain(logged, line => line.GetProperty("LogLevel").GetString() is "Warning" or "Error" && line.GetProperty("Category").GetString() != "Microsoft.AspNetCore.Server.Kestrel");
    }

    // Asks until the answer holds the text; at most 60 s.
    private static async Task AnswersAsync(HttpClient http, Uri address, string text)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                if ((await http.GetStringAsync(address, limit.Token)).Contains(text, StringComparison.Ordinal))
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening, or not healthy yet.
            }

            await Task.Delay(100, limit.Token);
        }
    }
}
