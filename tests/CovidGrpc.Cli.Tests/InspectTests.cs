using System.Security.Cryptography;
using System.Text.Json;
using CovidGrpc.Dicom;

namespace CovidGrpc.Cli.Tests;

public sealed class InspectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inspect_JsonOfTheSample_TellsHeaderAndDigestOfItsPixels()
    {
        var pixels = DicomFile.Read(File.ReadAllBytes(Sample.Dicom)).Dataset.Find(DicomTag.PixelData)!.Value;

        var result = await CovidProcess.RunAsync("inspect", Sample.Dicom, "--json");

        Assert.Equal(ExitCode.Done, result.ExitCode);
        using var json = JsonDocument.Parse(Assert.Single(result.Output));
        Assert.Equal("1.2.840.10008.1.2.1", json.RootElement.GetProperty("transfer_syntax").GetString());
        Assert.Equal("CT", json.RootElement.GetProperty("modality").GetString());
        Assert.Equal(512, json.RootElement.GetProperty("rows").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("frames").GetInt32());
        Assert.Equal(-1024, json.RootElement.GetProperty("intercept").GetDouble());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(pixels.Span)), json.RootElement.GetProperty("pixel_sha256").GetString());
    }

    [Fact]
    public async Task Inspect_GoodAndBadFiles_TellsOneLineOfEach()
    {
        var bad = _folder.PathOf("bad.dcm");
        await File.WriteAllBytesAsync(bad, File.ReadAllBytes(Sample.Dicom)[..9000], TestContext.Current.CancellationToken);

        var result = await CovidProcess.RunAsync("inspect", bad, Sample.Dicom);

        Assert.Equal(ExitCode.SomeFailed, result.ExitCode);
        Assert.Contains("SHA-256", Assert.Single(result.Output), StringComparison.Ordinal);
        Assert.Contains("cut off", Assert.Single(result.Errors), StringComparison.Ordinal);
    }
}
