using System.Globalization;
using System.Text;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom;
using CovidGrpc.Testing;
using CovidGrpc.Training.Phantoms;

namespace CovidGrpc.Viewer.Tests;

/// <summary>The viewer in a real browser, against all services.</summary>
public sealed class ViewerTests(ViewerFixture fixture) : IClassFixture<ViewerFixture>
{
    private const int Slices = 5;
    private const string Mark = "SECRETMARKED";
    private const string MarkedUid = "1.2.826.0.1.3680043.8.498.4711471147114711";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Index_OverHttp_HasAStrictPolicyAndAnswersItsTagWith304()
    {
        using var client = new HttpClient { BaseAddress = new Uri(fixture.Suite.HttpAddress!) };

        using var index = await client.GetAsync("/", Cancellation);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { index.Headers.ETag! } } };
        using var unchanged = await client.SendAsync(again, Cancellation);

        Assert.StartsWith("default-src 'none'; script-src 'self';", Assert.Single(index.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(index.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(index.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("text/html", index.Content.Headers.ContentType?.MediaType);
        Assert.Equal(System.Net.HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task Scan_Chosen_ShowsTheNumbersThatTheClientGetsAndMovesAndToggles()
    {
        await using var viewer = await fixture.OpenAsync();
        await viewer.PictureAsync("start");
        // In an order that is not the anatomical one.
        var files = Files();
        Array.Reverse(files);

        await viewer.ReadAsync(files);

        var verdict = await VerdictAsync(files);
        Assert.Equal("COVID-19", await viewer.TextAsync("#answer .class"));
        Assert.Equal(DiagnosisClass.Covid19, verdict.Classification.DiagnosisClass);
        var facts = await viewer.FactsAsync("#answer");
        Assert.Equal(verdict.Classification.Probabilities.Select(Percent), [facts["control"], facts["common pneumonia"], facts["COVID-19"]]);
        string[] tissues = ["lung", "ground-glass opacity", "consolidation"];
        Assert.Equal(
            verdict.Volumes.Select(volume => Invariant($"{volume.TotalMl:F1} mL ({volume.LeftMl:F1} / {volume.RightMl:F1})")),
            tissues.Select(tissue => facts[$"{tissue}, left / right"]));
        Assert.Equal(
            Invariant($"{verdict.InvolvementPercent:F1} % ({verdict.LeftInvolvementPercent:F1} / {verdict.RightInvolvementPercent:F1})"), facts["involvement, left / right"]);
        Assert.Equal(string.Join(", ", verdict.DecidingSlices.Select(index => index + 1)), facts["deciding slices"]);
        Assert.Contains(verdict.Notice, await viewer.TextAsync("#answer"), StringComparison.Ordinal);
        Assert.NotEmpty(await viewer.TextAsync("#card-text"));
        Assert.Contains("from the cache", await viewer.TextAsync("#slice-answer"), StringComparison.Ordinal);
        await viewer.PictureAsync("scan");

        await MoveAsync(viewer);
        await ToggleAsync(viewer);
        await viewer.PictureAsync("overlays");

        Assert.All(viewer.Requests, request => Assert.StartsWith($"{fixture.Suite.HttpAddress}/", request.Url, StringComparison.Ordinal));
        Assert.Empty(viewer.Errors);
    }

    [Fact]
    public async Task Scan_WithMarkedIdentity_LeavesTheBrowserWithoutAMark()
    {
        await using var viewer = await fixture.OpenAsync();
        byte[][] files = [.. Files().Select(Marked)];

        await viewer.ReadAsync(files);

        var sent = string.Concat(viewer.Requests.Select(request => request.PostDataBuffer is { } body ? Encoding.Latin1.GetString(body) : ""));
        Assert.True(sent.Length > files.Sum(file => file.Length) / 2, "the bodies of the requests were not seen");
        Assert.DoesNotContain(Mark, sent, StringComparison.Ordinal);
        Assert.DoesNotContain(MarkedUid, sent, StringComparison.Ordinal);
        Assert.Equal(Percent((await VerdictAsync(files)).Classification.Probabilities[2]), (await viewer.FactsAsync("#answer"))["COVID-19"]);
    }

    [Fact]
    public async Task Job_Picked_ShowsItsVerdictAndSaysThatTheImagesAreNotKept()
    {
        await using var viewer = await fixture.OpenAsync();
        await viewer.ReadAsync(Files());
        var told = await viewer.TextAsync("#answer");

        await viewer.Page.ReloadAsync();
        await viewer.Page.ClickAsync("#jobs button >> nth=0");
        await viewer.Page.WaitForSelectorAsync("#answer .class");

        Assert.Equal(told, await viewer.TextAsync("#answer"));
        Assert.Contains("not its images", await viewer.TextAsync("#empty"), StringComparison.Ordinal);
        await viewer.PictureAsync("job");
    }

    [Fact]
    public async Task Files_ThatAreNoImages_AreRefusedInWordsBeforeAnythingIsSent()
    {
        await using var viewer = await fixture.OpenAsync();

        await viewer.Page.SetInputFilesAsync("#files", new Microsoft.Playwright.FilePayload { Name = "a.txt", MimeType = "text/plain", Buffer = "text"u8.ToArray() });
        await viewer.Page.WaitForSelectorAsync("#problem:not(:empty)");

        Assert.Contains("neither DICOM nor a picture", await viewer.TextAsync("#problem"), StringComparison.Ordinal);
        Assert.DoesNotContain(viewer.Requests, request => request.Url.EndsWith("/CreateUpload", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("key", "x-api-key", "only-here")]
    [InlineData("token", "authorization", "Bearer only-here")]
    public async Task SignIn_WithASecret_SendsItWithEachCallAndKeepsItNowhere(string kind, string header, string value)
    {
        await using var viewer = await fixture.OpenAsync();
        await viewer.Page.ClickAsync("#account summary");
        await viewer.Page.SelectOptionAsync("#kind", kind);
        await viewer.Page.FillAsync("#secret", "only-here");

        var request = await viewer.Page.RunAndWaitForRequestAsync(
            () => viewer.Page.PressAsync("#secret", "Enter"), request => request.Url.EndsWith("/ListOperations", StringComparison.Ordinal));

        Assert.Equal(value, await request.HeaderValueAsync(header));
        Assert.Equal("", await viewer.Page.InputValueAsync("#secret"));
        Assert.Equal(0, await viewer.Page.EvaluateAsync<int>("() => localStorage.length + sessionStorage.length + document.cookie.length"));
    }

    [Fact]
    public async Task Page_WithAnAnswer_HasNoViolationThatAxeCallsSerious()
    {
        var axe = Repository.PathOf("clients", "viewer", "node_modules", "axe-core", "axe.min.js");
        Assert.SkipUnless(File.Exists(axe), "axe-core is not there (npm ci in clients/viewer)");
        await using var viewer = await fixture.OpenAsync();
        await viewer.ReadAsync(Files());
        await viewer.Page.ClickAsync("#card summary");

        await viewer.Page.EvaluateAsync(await File.ReadAllTextAsync(axe, Cancellation));
        var violations = await viewer.Page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run()).violations.filter(found => ['serious', 'critical'].includes(found.impact))
              .map(found => `${found.id}: ${found.nodes.map(node => node.html).join(' ')}`)
            """);

        Assert.Empty(violations);
    }

    private static async Task MoveAsync(ViewerPage viewer)
    {
        Assert.Equal($"3 of {Slices}", await viewer.TextAsync("#place"));
        var middle = await viewer.CanvasAsync("pixels");

        await viewer.Page.FocusAsync("#image");
        await viewer.Page.Keyboard.PressAsync("ArrowUp");
        await viewer.FindingsAsync();
        Assert.Equal($"4 of {Slices}", await viewer.TextAsync("#place"));
        Assert.NotEqual(middle, await viewer.CanvasAsync("pixels"));

        await viewer.Page.Keyboard.PressAsync("Home");
        Assert.Equal($"1 of {Slices}", await viewer.TextAsync("#place"));
        await viewer.Page.FillAsync("#slice", "2");
        Assert.Equal($"2 of {Slices}", await viewer.TextAsync("#place"));
        await viewer.Page.HoverAsync("#image");
        await viewer.Page.Mouse.WheelAsync(0, -100);
        await viewer.Page.WaitForFunctionAsync("() => document.getElementById('place').textContent.startsWith('3 of')");
        await viewer.FindingsAsync();
        Assert.Equal(middle, await viewer.CanvasAsync("pixels"));
    }

    private static async Task ToggleAsync(ViewerPage viewer)
    {
        var masks = await viewer.CanvasAsync("overlay");
        await viewer.Page.FocusAsync("#image");
        await viewer.Page.Keyboard.PressAsync("m");
        var nothing = await viewer.CanvasAsync("overlay");
        await viewer.Page.Keyboard.PressAsync("b");
        var boxes = await viewer.CanvasAsync("overlay");
        await viewer.Page.Keyboard.PressAsync("b");
        Assert.Equal(nothing, await viewer.CanvasAsync("overlay"));
        await viewer.Page.CheckAsync("#attention");
        var attention = await viewer.CanvasAsync("overlay");
        await viewer.Page.CheckAsync("#masks");
        await viewer.Page.CheckAsync("#boxes");
        var all = await viewer.CanvasAsync("overlay");
        Assert.Equal(5, new HashSet<string> { masks, nothing, boxes, attention, all }.Count);
    }

    private static byte[][] Files() =>
        [.. new PhantomDicomSeries(ChestPhantom.Create(new PhantomOptions(700_003, PhantomClass.Covid19)), Slices).CreateFiles(Cancellation).Select(file => file.ToArray())];

    private static byte[] Marked(byte[] bytes)
    {
        var file = DicomFile.Read(bytes);
        foreach (var tag in (DicomTag[])[DicomTag.PatientName, DicomTag.PatientId, DicomTag.InstitutionName, DicomTag.PatientComments, DicomTag.StudyDescription,
            DicomTag.AccessionNumber, DicomTag.ManufacturerModelName, DicomTag.ConvolutionKernel])
        {
            file.Dataset.SetString(tag, tag == DicomTag.ConvolutionKernel ? $"{Mark} ^ name" : Mark);
        }

        file.Dataset.SetString(DicomTag.StudyInstanceUid, MarkedUid).SetString(DicomTag.SeriesInstanceUid, $"{MarkedUid}.1");
        return file.ToArray();
    }

    private async Task<ScanDiagnosis> VerdictAsync(byte[][] files)
    {
        using var client = new DiagnosisClient(fixture.Suite.Channel);
        ScanFile[] scan = [.. files.Select(file => new ScanFile(_ => ValueTask.FromResult<ReadOnlyMemory<byte>>(file)))];
        return (await client.DiagnoseScanAsync(scan, cancellationToken: Cancellation).LastAsync(Cancellation)).Verdict;
    }

    private static string Percent(float probability) => Invariant($"{probability * 100.0:F1} %");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
