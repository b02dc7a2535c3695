using System.IO.Compression;
using System.Text.Json.Nodes;
using CovidGrpc.Testing;
using CovidGrpc.Tests;

namespace CovidGrpc.Cli.Tests;

public sealed class DiagnoseScanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestModel _model = new("running_statistics");

    public void Dispose()
    {
        _folder.Dispose();
        _model.Dispose();
    }

    [Fact]
    public async Task Diagnose_FolderAndZipOfIt_GiveTheSameVerdictAsJson()
    {
        var series = await PhantomAsync("dicom", slices: 4);
        await File.WriteAllTextAsync(Path.Combine(series, "notes.txt"), "no image");
        var zip = _folder.PathOf("scan.zip");
        await ZipFile.CreateFromDirectoryAsync(series, zip);

        var result = await CovidProcess.RunAsync("diagnose", "--json", "--model", _model.Path, series, zip);

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Empty(result.Errors);
        var (folder, zipped) = (JsonNode.Parse(result.Output[0])!, JsonNode.Parse(result.Output[1])!);
        Assert.Equal(series, (string?)folder["scan"]);
        Assert.Equal(4, folder["slices"]!.AsArray().Count);
        Assert.Equal("slice-0001.dcm", (string?)folder["slices"]![0]!["file"]);
        Assert.Equal(3, folder["volumes_ml"]!.AsObject().Count);
        Assert.True((bool)folder["series"]![0]!["chosen"]!);
        Assert.Contains(folder["warnings"]!.AsArray(), warning => (string?)warning!["code"] == "INSTANCES_UNREADABLE");
        foreach (var key in (string[])["class", "probabilities", "volumes_ml", "involvement_percent", "deciding_slices"])
        {
            Assert.True(JsonNode.DeepEquals(folder[key], zipped[key]), key);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Diagnose_MultiFrameFile_IsTheScanOfItsFrames(bool isCompressed)
    {
        var series = await PhantomAsync("dicom", slices: 4);
        var enhanced = _folder.PathOf("enhanced.dcm");
        await File.WriteAllBytesAsync(enhanced, EnhancedCt.Of([.. Directory.GetFiles(series).Select(File.ReadAllBytes)], isCompressed));

        var result = await CovidProcess.RunAsync("diagnose", "--json", "--model", _model.Path, series, enhanced);

        Assert.Equal((ExitCode.Done, 0), (result.ExitCode, result.Errors.Length));
        var (folder, file) = (JsonNode.Parse(result.Output[0])!, JsonNode.Parse(result.Output[1])!);
        Assert.Equal(4, file["slices"]!.AsArray().DistinctBy(slice => (int)slice!["frame"]!).Count());
        Assert.Equal("enhanced.dcm", (string?)file["slices"]![0]!["file"]);
        foreach (var key in (string[])["class", "probabilities", "volumes_ml", "involvement_percent", "deciding_slices"])
        {
            Assert.True(JsonNode.DeepEquals(folder[key], file[key]), key);
        }
    }

    [Fact]
    public async Task Diagnose_RealEnhancedCt_IsAScanOfTwoSlices()
    {
        var file = SharedFolder.Require(Path.Combine("data", "dicom", "transcoded", "eCT_j2k.dcm"));

        var result = await CovidProcess.RunAsync("diagnose", "--json", "--model", _model.Path, file);

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Equal(2, JsonNode.Parse(Assert.Single(result.Output))!["slices"]!.AsArray().Count);
    }

    [Fact]
    public async Task Diagnose_FolderOfPictures_IsATableWithoutVolumesThatSaysWhy()
    {
        var series = await PhantomAsync("png", slices: 2);

        var result = await CovidProcess.RunAsync("diagnose", "--model", _model.Path, series);

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Contains(result.Output, line => line.EndsWith("2 slices of 2 files", StringComparison.Ordinal));
        Assert.Contains(result.Output, line => line.StartsWith("! There are no volumes", StringComparison.Ordinal));
        Assert.Contains(result.Output, line => line.Contains("no medical device", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Diagnose_WhatHoldsNoScan_FailsInOneLineEach()
    {
        var empty = Directory.CreateDirectory(_folder.PathOf("empty")).FullName;
        var bomb = _folder.PathOf("bomb.zip");
        await using (var zip = await ZipFile.OpenAsync(bomb, ZipArchiveMode.Create))
        {
            await using var entry = await zip.CreateEntry("deep/zeros.dcm").OpenAsync();
            await entry.WriteAsync(new byte[50 << 20]);
        }

        var damaged = _folder.PathOf("damaged.zip");
        await File.WriteAllBytesAsync(damaged, [.. "PK\u0003\u0004"u8, .. new byte[100]]);

        var result = await CovidProcess.RunAsync("diagnose", "--model", _model.Path, empty, bomb, damaged);

        Assert.Equal(ExitCode.SomeFailed, result.ExitCode);
        Assert.Equal(3, result.Errors.Length);
        Assert.EndsWith("the folder holds no files", result.Errors[0], StringComparison.Ordinal);
        Assert.Contains("too large", result.Errors[1], StringComparison.Ordinal);
        Assert.EndsWith("the ZIP is damaged or may not be read", result.Errors[2], StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.dcm", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Diagnose_OverlayOfAScan_IsAUsageError()
    {
        var result = await CovidProcess.RunAsync("diagnose", "--overlay", _folder.PathOf("out.png"), _folder.Path);

        Assert.Equal(ExitCode.Usage, result.ExitCode);
    }

    private async Task<string> PhantomAsync(string format, int slices)
    {
        var series = _folder.PathOf(format);
        Assert.Equal(ExitCode.Done, (await CovidProcess.RunAsync("phantom", series, "--format", format, "--slices", $"{slices}")).ExitCode);
        return series;
    }
}
