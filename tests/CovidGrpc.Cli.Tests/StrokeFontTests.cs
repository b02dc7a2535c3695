using CovidGrpc.Cli.Drawing;
using SkiaSharp;

namespace CovidGrpc.Cli.Tests;

public sealed class StrokeFontTests
{
    private const string Needed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;!?%-–()/▶■□²×";

    [Fact]
    public void Draw_EveryNeededCharacter_LeavesItsOwnMark()
    {
        var marks = Needed.Select(character => Convert.ToHexString(MarkOf(character))).ToList();

        Assert.DoesNotContain(Convert.ToHexString(new byte[32 * 32]), marks);
        // Only the capital letter and the digit zero look alike.
        Assert.Equal(Needed.Length - 1, marks.Distinct().Count());
    }

    [Fact]
    public void Wrap_LongText_KeepsAllWordsInLinesThatFit()
    {
        const string Text = "The model is untrained: its weights were never fitted to images.";

        var lines = StrokeFont.Wrap(Text, 10, 120);

        Assert.True(lines.Count > 1);
        Assert.Equal(Text, string.Join(' ', lines));
        Assert.All(lines, line => Assert.True(StrokeFont.Width(line, 10) <= 120));
    }

    [Fact]
    public void Width_TwiceTheSize_IsTwiceAsWide() => Assert.Equal(2 * StrokeFont.Width("lung 0.99", 9), StrokeFont.Width("lung 0.99", 18), 3);

    private static byte[] MarkOf(char character)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(32, 32, SKColorType.Gray8, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Black);
        StrokeFont.Draw(canvas, character.ToString(), new SKPoint(4, 24), 18, SKColors.White);
        return bitmap.Bytes;
    }
}
