using System.Text.Json;
using CovidGrpc.Testing;

namespace CovidGrpc.Cli.Tests;

/// <summary>One run of <c>covid diagnose --json --overlay</c> over two good files with every kind of bad one among them.</summary>
public sealed class MixedRun : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestModel _model = new("running_statistics");
    private CovidResult? _result;

    internal CovidResult Result => _result!;

    internal string OverlayOf(string file) => Path.Combine(_folder.PathOf("overlays"), Path.GetFileName(file) + ".overlay.png");

    internal string PathOf(string name) => _folder.PathOf(name);

    internal JsonElement AnswerTo(string file) =>
        Result.Output.Select(line => JsonDocument.Parse(line).RootElement).Single(answer => answer.GetProperty("file").GetString() == file);

    public async ValueTask InitializeAsync()
    {
        var (dicom, png) = (await File.ReadAllBytesAsync(Sample.Dicom), await File.ReadAllBytesAsync(Sample.Png));
        _result = await CovidProcess.RunAsync(
            "diagnose", "--model", _model.Path, "--json", "--overlay", _folder.PathOf("overlays") + "/",
            _folder.PathOf("missing.png"),
            _folder.Write("empty.png", []),
            Sample.Dicom,
            _folder.Write("cut.png", png[..5000]),
            _folder.Write("cut.dcm", dicom[..5000]),
            _folder.Write("foreign.bin", "neither image nor DICOM"u8.ToArray()),
            _folder.Write("large.png", [.. png, .. new byte[4 * 1024 * 1024]]),
            Sample.Png);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        _model.Dispose();
        return ValueTask.CompletedTask;
    }
}
