using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CovidGrpc.Viewer.Tests;

/// <summary>An open viewer, with every request that it made and every error that it told its console.</summary>
public sealed class ViewerPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<IRequest> _requests = [];
    private readonly ConcurrentQueue<string> _errors = [];

    public ViewerPage(IPage page)
    {
        Page = page;
        page.Request += (_, request) => _requests.Enqueue(request);
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    public IReadOnlyCollection<IRequest> Requests => _requests;

    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Chooses files and waits for the verdict and the findings of the slice in view.</summary>
    public async Task ReadAsync(IEnumerable<byte[]> files)
    {
        await Page.SetInputFilesAsync("#files", files.Select((file, i) => new FilePayload { Name = $"{i}.dcm", MimeType = "application/dicom", Buffer = file }));
        await Page.WaitForSelectorAsync("#answer .class");
        await FindingsAsync();
    }

    /// <summary>Waits for the findings of the slice in view.</summary>
    public Task FindingsAsync() => Page.WaitForSelectorAsync("#slice-answer .class");

    /// <summary>The text of the first element.</summary>
    public async Task<string> TextAsync(string selector) => await Page.TextContentAsync(selector) ?? "";

    /// <summary>The values of a list of facts by their names.</summary>
    public async Task<Dictionary<string, string>> FactsAsync(string selector)
    {
        var names = await Page.Locator($"{selector} dt").AllTextContentsAsync();
        var values = await Page.Locator($"{selector} dd").AllTextContentsAsync();
        return names.Zip(values).ToDictionary();
    }

    /// <summary>What a canvas shows.</summary>
    public Task<string> CanvasAsync(string id) => Page.EvaluateAsync<string>("id => document.getElementById(id).toDataURL()", id);

    /// <summary>Writes a picture where <c>COVIDGRPC_SCREENSHOTS</c> names a folder.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("COVIDGRPC_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png") });
        }
    }

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
