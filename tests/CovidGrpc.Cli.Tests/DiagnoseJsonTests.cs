using System.Text.Json;
using CovidGrpc.Cli.Drawing;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Imaging;
using SkiaSharp;

namespace CovidGrpc.Cli.Tests;

public sealed class DiagnoseJsonTests(MixedRun run) : IClassFixture<MixedRun>
{
    public static TheoryData<string> Samples { get; } = [Sample.Dicom, Sample.Png];

    [Fact]
    public void Diagnose_GoodAndBadFiles_EndsWithOneObjectForEachFile()
    {
        Assert.Equal(ExitCode.SomeFailed, run.Result.ExitCode);
        Assert.Equal(8, run.Result.Output.Length);
        Assert.Equal(5, run.Result.Errors.Length);
        Assert.DoesNotContain('\u001b', string.Concat([.. run.Result.Output, .. run.Result.Errors]));
    }

    [Theory]
    [InlineData("missing.png", "no such file")]
    [InlineData("empty.png", "empty")]
    [InlineData("cut.png", "cut off or damaged")]
    [InlineData("cut.dcm", "cut off")]
    [InlineData("foreign.bin", "neither DICOM nor PNG")]
    public void Diagnose_BadFile_SaysWhyInOneLine(string name, string expected)
    {
        var path = run.PathOf(name);

        var line = Assert.Single(run.Result.Errors, line => line.StartsWith($"covid: {path}: ", StringComparison.Ordinal));
        var error = run.AnswerTo(path).GetProperty("error");

        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.EndsWith(error.GetProperty("message").GetString()!, line, StringComparison.Ordinal);
        Assert.NotEqual("", error.GetProperty("reason").GetString());
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Diagnose_Json_HasTheDocumentedKeys(string file)
    {
        var answer = run.AnswerTo(file);

        Assert.Equal(
            ["file", "class", "probabilities", "logits", "findings", "evidence", "model", "classification_model", "window", "warnings", "timings_ms", "cache", "notice"],
            Keys(answer));
        Assert.NotEmpty(answer.GetProperty("findings").EnumerateArray());
        Assert.All(answer.GetProperty("findings").EnumerateArray(), finding =>
        {
            Assert.Equal(["label", "score", "box", "area_pixels", "area_mm2", "mask"], Keys(finding));
            Assert.Equal(["size", "counts"], Keys(finding.GetProperty("mask")));
        });
        Assert.Equal(16, answer.GetProperty("evidence").GetArrayLength());
        Assert.All(answer.GetProperty("evidence").EnumerateArray(), evidence => Assert.Equal(["label", "score", "box", "attention_pos", "attention_neg"], Keys(evidence)));
        Assert.Contains("no medical device", answer.GetProperty("notice").GetString(), StringComparison.Ordinal);
        Assert.False(answer.GetProperty("model").GetProperty("trained").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Diagnose_Probabilities_AreTheSoftmaxOfTheLogits(string file)
    {
        var answer = run.AnswerTo(file);
        var probabilities = Numbers(answer.GetProperty("probabilities"));
        var exponentials = Numbers(answer.GetProperty("logits")).Select(Math.Exp).ToArray();

        Assert.Equal(3, probabilities.Length);
        Assert.Equal(1, probabilities.Sum(), 5);
        Assert.All(probabilities.Zip(exponentials), pair => Assert.Equal(pair.Second / exponentials.Sum(), pair.First, 5));
        var classes = (string[])["control", "common_pneumonia", "covid19"];
        Assert.Equal(classes[Array.IndexOf(probabilities, probabilities.Max())], answer.GetProperty("class").GetString());
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Diagnose_Attention_SumsToOneInEachBranch(string file)
    {
        var evidence = run.AnswerTo(file).GetProperty("evidence").EnumerateArray().ToList();

        Assert.Equal(1, evidence.Sum(item => item.GetProperty("attention_pos").GetDouble()), 4);
        Assert.Equal(1, evidence.Sum(item => item.GetProperty("attention_neg").GetDouble()), 4);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Diagnose_Masks_HaveTheAreasThatAreTold(string file)
    {
        Assert.All(run.AnswerTo(file).GetProperty("findings").EnumerateArray(), finding =>
        {
            var mask = finding.GetProperty("mask");
            var size = mask.GetProperty("size");
            var decoded = CocoRunLengths.Decode(new Mask { Rows = size[0].GetUInt32(), Columns = size[1].GetUInt32(), Rle = mask.GetProperty("counts").GetString() });
            Assert.Equal((512u, 512u), (size[0].GetUInt32(), size[1].GetUInt32()));
            Assert.Equal(decoded.Count(pixel => pixel), finding.GetProperty("area_pixels").GetInt32());
        });
    }

    [Fact]
    public void Diagnose_ImageAboveOneMessage_HasTheAnswerOfTheSmallOne()
    {
        var (large, small) = (run.AnswerTo(run.PathOf("large.png")), run.AnswerTo(Sample.Png));

        Assert.Equal(Numbers(small.GetProperty("logits")), Numbers(large.GetProperty("logits")));
        Assert.Equal(small.GetProperty("findings").GetArrayLength(), large.GetProperty("findings").GetArrayLength());
    }

    [Fact]
    public void Diagnose_DicomAndPngOfOneSlice_Agree()
    {
        var (dicom, png) = (run.AnswerTo(Sample.Dicom), run.AnswerTo(Sample.Png));

        // The picture holds the slice at the same window: the network sees the same pixels.
        Assert.Equal(dicom.GetProperty("class").GetString(), png.GetProperty("class").GetString());
        Assert.All(Numbers(dicom.GetProperty("probabilities")).Zip(Numbers(png.GetProperty("probabilities"))), pair => Assert.Equal(pair.First, pair.Second, 4));
        Assert.Equal(-600, dicom.GetProperty("window").GetProperty("center").GetDouble());
        Assert.Equal(JsonValueKind.Null, png.GetProperty("window").ValueKind);
        Assert.All(dicom.GetProperty("findings").EnumerateArray(), finding => Assert.True(finding.GetProperty("area_mm2").GetDouble() > 0));
        Assert.All(png.GetProperty("findings").EnumerateArray(), finding => Assert.Equal(JsonValueKind.Null, finding.GetProperty("area_mm2").ValueKind));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Diagnose_Overlay_IsTheSliceEnlargedWithDrawingsAndLegend(string file)
    {
        var source = SourceImage.Read(File.ReadAllBytes(file), new SliceReaderOptions { Window = Imaging.Window.Lung });
        var scale = OverlayPainter.ScaleOf(source.Rows, source.Columns);
        using var overlay = SKBitmap.Decode(run.OverlayOf(file));

        Assert.Equal(source.Columns * scale, overlay.Width);
        Assert.True(overlay.Height > source.Rows * scale);
        Assert.True(CountColoured(overlay, 0, source.Rows * scale) > 500);
        // Words below are drawn whether or not the machine has fonts.
        Assert.True(CountColoured(overlay, source.Rows * scale, overlay.Height) > 500);
    }

    private static int CountColoured(SKBitmap bitmap, int fromRow, int toRow)
    {
        var pixels = bitmap.Pixels.AsSpan((fromRow * bitmap.Width)..(toRow * bitmap.Width));
        var count = 0;
        foreach (var pixel in pixels)
        {
            count += Math.Abs(pixel.Red - pixel.Blue) > 30 ? 1 : 0;
        }

        return count;
    }

    private static string[] Keys(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
