using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using SkiaSharp;

namespace CovidGrpc.Cli.Drawing;

/// <summary>The masks of findings as a transparent picture of the source's size: a light tint within, a stronger rim.</summary>
internal static class MaskLayer
{
    private const byte TintAlpha = 60;
    private const byte RimAlpha = 190;

    /// <summary>Consolidation lies over ground glass over lung, and of one tissue the better score over the lesser.</summary>
    public static SKBitmap Create(int rows, int columns, IEnumerable<Finding> findings)
    {
        var colours = new SKColor[rows * columns];
        var below = findings.Where(finding => finding.Mask.Rows == rows && finding.Mask.Columns == columns);
        foreach (var finding in below.OrderBy(finding => finding.Tissue).ThenBy(finding => finding.Score))
        {
            Fill(colours, CocoRunLengths.Decode(finding.Mask), columns, Palette.Of(finding.Tissue));
        }

        return new SKBitmap(new SKImageInfo(columns, rows, SKColorType.Rgba8888, SKAlphaType.Unpremul)) { Pixels = colours };
    }

    private static void Fill(SKColor[] colours, bool[] mask, int columns, SKColor colour)
    {
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i])
            {
                colours[i] = colour.WithAlpha(IsRim(mask, i, columns) ? RimAlpha : TintAlpha);
            }
        }
    }

    private static bool IsRim(bool[] mask, int at, int columns)
    {
        var column = at % columns;
        return column == 0 || column == columns - 1 || at < columns || at >= mask.Length - columns
            || !(mask[at - 1] && mask[at + 1] && mask[at - columns] && mask[at + columns]);
    }
}
