using ScottPlot;
using SkiaSharp;

namespace CovidGrpc.Reports.Plots;

/// <summary>The one font of all pictures: it comes with the library, since servers have none, and so pictures look the same everywhere.</summary>
internal sealed class PlotFont : IFontResolver
{
    private readonly SKTypeface _typeface;

    private PlotFont()
    {
        using var font = typeof(PlotFont).Assembly.GetManifestResourceStream("DejaVuSansLatin.ttf")!;
        _typeface = SKTypeface.FromStream(font);
    }

    /// <summary>Makes it the plotting library's font. Once is enough, more do no harm.</summary>
    public static void Use() => _ = Installed.Value;

    /// <inheritdoc/>
    public SKTypeface CreateTypeface(string fontName, bool bold, bool italic) => _typeface;

    /// <inheritdoc/>
    public SKTypeface CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => _typeface;

    private static readonly Lazy<PlotFont> Installed = new(() =>
    {
        var font = new PlotFont();
        Fonts.FontResolvers.Clear();
        Fonts.FontResolvers.Add(font);
        return font;
    });
}
