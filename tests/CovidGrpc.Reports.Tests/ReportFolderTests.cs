using System.Text.Json;
using CovidGrpc.Metrics.Classification;
using CovidGrpc.Reports.Cases;
using CovidGrpc.Reports.Published;
using SkiaSharp;

namespace CovidGrpc.Reports.Tests;

public sealed class ReportFolderTests : IDisposable
{
    // 4 rows of 8 grey pixels: truly lung at the upper left, consolidation found at the lower right.
    private static readonly CasePicture Case = new("slice 7, Dice 0.12", Enumerable.Repeat((byte)50, 32).ToArray(), 4, 8, Only(0, 1), Only(31, 3));

    private readonly string _folder = Directory.CreateTempSubdirectory("covid-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_Classification_PageMeasuresAndPictures()
    {
        ReportFolder.Write(_folder, "predictions.csv", Measured.Classifier(), [], TestContext.Current.CancellationToken);

        Assert.Equal(["calibration.png", "confusion.png", "precision-recall.png", "report.json", "report.md", "roc.png"], Files());
        AssertPictures();
        var page = File.ReadAllText(Path.Combine(_folder, "report.md"));
        Assert.Contains(ReportNotice.Text, page, StringComparison.Ordinal);
        Assert.Contains("For four of its five nets (all but DenseNet121) that figure equals", page, StringComparison.Ordinal);
        Assert.Contains("| One Shot + LSTM + attention | 95.74 % | 98.13 % | 99.27 % | 98.15 %, printed as F1 | 98.15 %, implied |", page, StringComparison.Ordinal);
        var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "report.json"))).RootElement;
        Assert.Equal(1000, json.GetProperty("cases").GetInt32());
        Assert.All(json.GetProperty("measures").EnumerateArray(), measure => Assert.Equal(JsonValueKind.Number, measure.GetProperty("lower").ValueKind));
    }

    [Fact]
    public void Write_Segmentation_PageMeasuresAndAPictureForEachTissueThere()
    {
        ReportFolder.Write(_folder, "results.json", Measured.Segmenter(), [Case], TestContext.Current.CancellationToken);

        Assert.Equal(["precision-recall-1.png", "precision-recall-2.png", "report.json", "report.md", "worst-1.png"], Files());
        AssertPictures("precision-*.png");
        var measures = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "report.json"))).RootElement.GetProperty("measures").EnumerateArray()
            .ToDictionary(measure => measure.GetProperty("name").GetString()!);
        Assert.Equal(JsonValueKind.Number, measures["dice/lung"].GetProperty("upper").ValueKind);
        Assert.Equal(JsonValueKind.Null, measures["dice/consolidation"].GetProperty("value").ValueKind);
        Assert.Equal(JsonValueKind.Null, measures["coco/segm/ap50"].GetProperty("lower").ValueKind);
    }

    [Fact]
    public void Write_WorstCase_TruthOnTheLeftAndWhatWasFoundOnTheRight()
    {
        ReportFolder.Write(_folder, "results.json", Measured.Segmenter(), [Case], TestContext.Current.CancellationToken);

        using var picture = SKBitmap.Decode(Path.Combine(_folder, "worst-1.png"));
        Assert.Equal((24, 4), (picture.Width, picture.Height));
        var (lung, nothing, consolidation) = (picture.GetPixel(0, 0), picture.GetPixel(7, 0), picture.GetPixel(8 + 8 + 7, 3));
        Assert.True(lung.Green > lung.Red && nothing == new SKColor(50, 50, 50) && consolidation.Red > consolidation.Green, $"{lung} {nothing} {consolidation}");
        Assert.Contains("Worst 1: slice 7, Dice 0.12. Left the truth", File.ReadAllText(Path.Combine(_folder, "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NamesFullOfMarkup_StayText()
    {
        ReportFolder.Write(_folder, "![x](http://x)", Measured.Segmenter("<b>|\n[lung](x)"), [], TestContext.Current.CancellationToken);

        var page = File.ReadAllText(Path.Combine(_folder, "report.md"));
        Assert.Contains(@"\<b\>\| \[lung\](x)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\n[lung]", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NothingMeasured_DashesAndStillPictures()
    {
        ReportFolder.Write(_folder, "nothing", new ClassificationMeasures().Finish(), [], TestContext.Current.CancellationToken);

        AssertPictures();
        Assert.Contains("| these predictions | – | – | – | – | – |", File.ReadAllText(Path.Combine(_folder, "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FolderInUse_IsKept()
    {
        File.WriteAllText(Path.Combine(_folder, "mine"), "");

        Assert.Throws<IOException>(() => ReportFolder.Write(_folder, "x", Measured.Classifier(), [], TestContext.Current.CancellationToken));

        Assert.Equal(["mine"], Files());
    }

    [Fact]
    public void Published_FourOfFiveNets_PrintTheAccuracyAsF1()
    {
        var printed = PublishedClassifiers.All.Where(row => row.F1 is not null).ToArray();

        Assert.Equal(5, printed.Length);
        Assert.Equal(["DenseNet121"], printed.Where(row => Math.Abs(row.Accuracy - row.F1!.Value) > 1e-4).Select(row => row.System));
        Assert.All(PublishedClassifiers.All.Where(row => row.F1 is null), row => Assert.InRange(row.ClassAdjustedF1!.Value - row.Accuracy, -2e-4, 2e-4));
    }

    private static byte[] Only(int pixel, byte tissue)
    {
        var tissues = new byte[32];
        tissues[pixel] = tissue;
        return tissues;
    }

    private string[] Files() => [.. Directory.EnumerateFileSystemEntries(_folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private void AssertPictures(string pattern = "*.png") => Assert.All(Directory.EnumerateFiles(_folder, pattern), file =>
    {
        using var picture = SKBitmap.Decode(file);
        Assert.Equal((720, 720), (picture.Width, picture.Height));
        // The title stands above the frame: dark pixels there show that there was a font.
        var title = Enumerable.Range(0, 30).SelectMany(y => Enumerable.Range(0, picture.Width).Select(x => picture.GetPixel(x, y))).Count(pixel => pixel.Red < 100);
        Assert.InRange(title, 100, 10_000);
    });
}
