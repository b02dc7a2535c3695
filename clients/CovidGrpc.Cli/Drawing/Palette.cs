using CovidGrpc.Contracts.V1;
using CovidGrpc.Reports.Cases;
using SkiaSharp;

namespace CovidGrpc.Cli.Drawing;

/// <summary>The colours of an overlay.</summary>
internal static class Palette
{
    public static SKColor For { get; } = new(255, 150, 30);

    public static SKColor Against { get; } = new(90, 160, 255);

    public static SKColor Text { get; } = new(240, 240, 240);

    public static SKColor Quiet { get; } = new(165, 165, 165);

    public static SKColor Warning { get; } = new(255, 225, 120);

    public static SKColor Plate { get; } = new(0, 0, 0, 185);

    public static SKColor LegendBackground { get; } = new(18, 18, 20);

    public static SKColor Of(Tissue tissue) => TissueColours.Of((int)tissue);
}
