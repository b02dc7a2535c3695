using CovidGrpc.Cli.Drawing;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Imaging;
using SkiaSharp;

namespace CovidGrpc.Cli.Tests;

public sealed class OverlayPainterTests
{
    private const int Rows = 96;
    private const int Columns = 128;

    // Column 0 to 63 off, 64 to 127 on: 6144 pixels each.
    private const string RightHalf = "PP6PP6";

    [Fact]
    public void Paint_MaskOfTheRightHalf_TintsItAndLeavesTheRestGrey()
    {
        var scale = OverlayPainter.ScaleOf(Rows, Columns);
        using var picture = Paint(new DiagnoseResponse { Findings = { Finding(Tissue.Consolidation) }, Notice = "notice" });

        var tinted = picture.GetPixel(100 * scale, 80 * scale);
        var plain = picture.GetPixel(20 * scale, 80 * scale);

        Assert.True(tinted.Red > tinted.Blue + 10);
        Assert.Equal(new SKColor(100, 100, 100), plain);
        Assert.Equal(Columns * scale, picture.Width);
    }

    [Fact]
    public void Paint_LungUnderConsolidation_ShowsTheConsolidation()
    {
        var scale = OverlayPainter.ScaleOf(Rows, Columns);
        using var picture = Paint(new DiagnoseResponse { Findings = { Finding(Tissue.Consolidation), Finding(Tissue.Lung) }, Notice = "notice" });

        var pixel = picture.GetPixel(100 * scale, 80 * scale);

        Assert.True(pixel.Red > pixel.Green + 10);
    }

    [Fact]
    public void Paint_LongWarning_GrowsTheLegendAndNotTheWidth()
    {
        using var brief = Paint(new DiagnoseResponse { Warnings = { new Warning { Message = "short" } }, Notice = "notice" });
        using var wordy = Paint(new DiagnoseResponse { Warnings = { new Warning { Message = string.Join(' ', Enumerable.Repeat("wordy", 60)) } }, Notice = "notice" });

        Assert.Equal(brief.Width, wordy.Width);
        Assert.True(wordy.Height > brief.Height);
    }

    [Fact]
    public void Paint_NothingToTell_SaysThatThereIsNoDiagnosis()
    {
        var scale = OverlayPainter.ScaleOf(Rows, Columns);
        using var picture = Paint(new DiagnoseResponse { Notice = "notice" });

        var legend = picture.Pixels.AsSpan((Rows * scale * picture.Width)..).ToArray();

        Assert.Contains(legend, pixel => pixel.Red > 200);
    }

    private static Finding Finding(Tissue tissue) => new()
    {
        Tissue = tissue,
        Score = 0.9f,
        Box = new Box { XMin = 64, YMin = 0, XMax = 128, YMax = 96 },
        Mask = new Mask { Rows = Rows, Columns = Columns, Rle = RightHalf },
        AreaPixels = 6144,
    };

    private static SKBitmap Paint(DiagnoseResponse diagnosis)
    {
        var source = new SourceImage { Pixels = Enumerable.Repeat((byte)100, Rows * Columns).ToArray(), Rows = Rows, Columns = Columns, Format = SourceFormat.Png };
        using var output = new MemoryStream();
        OverlayPainter.Paint(source, diagnosis, output);
        return SKBitmap.Decode(output.ToArray());
    }
}
