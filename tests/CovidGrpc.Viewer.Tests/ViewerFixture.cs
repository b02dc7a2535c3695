using CovidGrpc.Suite;
using CovidGrpc.Testing;
using Microsoft.Playwright;

namespace CovidGrpc.Viewer.Tests;

/// <summary>All services with the demo model on a port of loopback, and a headless Chromium (Debian's) beside them.</summary>
public sealed class ViewerFixture : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The services.</summary>
    public CovidSuite Suite { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Suite = await CovidSuite.StartAsync(
            new SuiteOptions(new ModelChoice(Repository.PathOf("deploy", "models", "demo"))) { HttpUrl = "http://127.0.0.1:0" }, CancellationToken.None);
        if (File.Exists(Chromium))
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Chromium,
                Headless = true,
                Timeout = 60_000,
                Args =
                [
                    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync",
                ],
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await Suite.DisposeAsync();
    }

    /// <summary>The viewer in a window of its own. Skips the test where there is no Chromium.</summary>
    public async Task<ViewerPage> OpenAsync()
    {
        Assert.SkipWhen(_browser is null, $"there is no {Chromium} (Debian: chromium)");
        var page = await _browser!.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 960 } });
        page.SetDefaultTimeout(120_000);
        var viewer = new ViewerPage(page);
        await page.GotoAsync($"{Suite.HttpAddress}/");
        return viewer;
    }
}
