using System.Globalization;
using CovidGrpc.Cli.Diagnosing;
using CovidGrpc.Contracts.V1;
using SkiaSharp;

namespace CovidGrpc.Cli.Drawing;

/// <summary>What stands below the slice: the classes with their probabilities, what the colours mean, warnings, model and notice.</summary>
internal sealed class Legend
{
    private const float TitleSize = 14;
    private const float TextSize = 9.5f;
    private const float SmallSize = 8;
    private const float Margin = 22;
    private const float Indent = 30;
    private const float BarsLeft = 215;
    private const float BarsWidth = 300;

    private readonly List<(float Height, Action<SKCanvas, float> Draw)> _rows = [];
    private readonly float _width;
    private readonly float _unit;

    /// <param name="diagnosis">What is told.</param>
    /// <param name="width">Width of the picture.</param>
    /// <param name="unit">One step of the overlay's measure in pixels.</param>
    public Legend(DiagnoseResponse diagnosis, float width, float unit)
    {
        (_width, _unit) = (width, unit);
        AddClasses(diagnosis.Classification);
        AddTissues(diagnosis.Findings);
        if (diagnosis.Evidence.Count > 0)
        {
            AddKey("attention for a class, in % of all 16 regions", (canvas, key) => AttentionFrames.DrawCorners(canvas, key, 0.3f, Palette.For, unit));
            AddKey("attention against a class, in % of all 16 regions", (canvas, key) => AttentionFrames.DrawCorners(canvas, key, 0.3f, Palette.Against, unit));
            AddKey("regions read with little attention", (canvas, key) => AttentionFrames.DrawCorners(canvas, key, 0, Palette.Quiet, unit));
        }

        AddSpace(6);
        foreach (var warning in diagnosis.Warnings)
        {
            AddText($"! {warning.Message}", TextSize, Palette.Warning);
        }

        AddText(ModelText(diagnosis), SmallSize, Palette.Quiet);
        AddText(diagnosis.Notice, TextSize, Palette.Text);
        AddSpace(12);
    }

    /// <summary>Its height in pixels.</summary>
    public float Height => _rows.Sum(row => row.Height);

    /// <summary>Draws it from <paramref name="top"/> down.</summary>
    public void Draw(SKCanvas canvas, float top)
    {
        foreach (var (height, draw) in _rows)
        {
            draw(canvas, top);
            top += height;
        }
    }

    private static string ModelText(DiagnoseResponse diagnosis)
    {
        var window = diagnosis.Window is { } used ? string.Create(CultureInfo.InvariantCulture, $"window {used.Center:F0} / {used.Width:F0} HU") : "window as stored";
        var identity = diagnosis.Model?.Identity;
        return identity is null ? window : $"model {identity.Name} {identity.Version} · {window}";
    }

    private void AddClasses(Contracts.V1.Classification? classification)
    {
        AddSpace(10);
        if (classification is null)
        {
            AddText("no diagnosis", TitleSize, Palette.Text);
            return;
        }

        for (var i = 0; i < Names.Classes.Count; i++)
        {
            var (name, share, chosen) = (Names.Classes[i].Text(), classification.Probabilities[i], Names.Classes[i] == classification.DiagnosisClass);
            Add(TextSize * StrokeFont.LineSpacing, (canvas, top) => DrawClass(canvas, top, name, share, chosen));
        }

        AddSpace(6);
    }

    private void DrawClass(SKCanvas canvas, float top, string name, float share, bool chosen)
    {
        var colour = chosen ? SKColors.White : Palette.Quiet;
        var size = TextSize * _unit;
        var baseline = top + (1.5f * size);
        StrokeFont.Draw(canvas, chosen ? $"▶ {name}" : name, new SKPoint((chosen ? Margin : Margin + 16) * _unit, baseline), size, colour);
        var bar = SKRect.Create(BarsLeft * _unit, baseline - size, BarsWidth * _unit, size);
        using var ground = new SKPaint { Color = colour.WithAlpha(45) };
        using var fill = new SKPaint { Color = colour };
        canvas.DrawRect(bar, ground);
        canvas.DrawRect(SKRect.Create(bar.Left, bar.Top, bar.Width * Math.Clamp(share, 0, 1), bar.Height), fill);
        StrokeFont.Draw(canvas, share.ToString("P1", CultureInfo.InvariantCulture), new SKPoint(bar.Right + size, baseline), size, colour);
    }

    private void AddTissues(IReadOnlyCollection<Finding> findings)
    {
        foreach (var tissue in findings.GroupBy(finding => finding.Tissue).OrderBy(group => group.Key))
        {
            var colour = Palette.Of(tissue.Key);
            AddKey($"{tissue.Key.Text()}: {tissue.Count()} {(tissue.Count() == 1 ? "finding" : "findings")}", (canvas, key) =>
            {
                using var fill = new SKPaint { Color = colour.WithAlpha(110) };
                using var rim = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = 1.5f * _unit, Color = colour, IsAntialias = true };
                canvas.DrawRect(key, fill);
                canvas.DrawRect(key, rim);
            });
        }
    }

    private void AddKey(string text, Action<SKCanvas, SKRect> draw)
    {
        var size = TextSize * _unit;
        var key = SKRect.Create(Margin * _unit, 0.5f * size, 1.6f * size, size);
        Add(0, (canvas, top) => draw(canvas, SKRect.Create(key.Left, top + key.Top, key.Width, key.Height)));
        AddText(text, TextSize, Palette.Text, Indent);
    }

    private void AddText(string text, float size, SKColor colour, float indent = 0)
    {
        var left = (Margin + indent) * _unit;
        foreach (var line in StrokeFont.Wrap(text, size * _unit, _width - left - (Margin * _unit)))
        {
            Add(size * StrokeFont.LineSpacing, (canvas, top) => StrokeFont.Draw(canvas, line, new SKPoint(left, top + (1.5f * size * _unit)), size * _unit, colour));
        }
    }

    private void AddSpace(float height) => Add(height, (_, _) => { });

    private void Add(float height, Action<SKCanvas, float> draw) => _rows.Add((height * _unit, draw));
}
