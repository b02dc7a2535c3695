using SkiaSharp;

namespace CovidGrpc.Cli.Drawing;

/// <summary>Labels on dark plates beside what they name, kept within the slice and off each other.</summary>
/// <param name="canvas">Where they are drawn.</param>
/// <param name="bounds">The slice.</param>
/// <param name="unit">One step of the overlay's measure in pixels.</param>
internal sealed class LabelPlates(SKCanvas canvas, SKRect bounds, float unit)
{
    private const int MostSteps = 12;

    private readonly List<SKRect> _taken = [];

    /// <summary>Keeps labels off a frame.</summary>
    public void Avoid(SKRect frame) => _taken.Add(frame);

    /// <summary>Draws a label as near as there is room; one that had to move away is tied to its frame by a line.</summary>
    /// <param name="text">The label.</param>
    /// <param name="frame">What it names.</param>
    /// <param name="size">Height of its letters.</param>
    /// <param name="colour">Its colour.</param>
    public void Draw(string text, SKRect frame, float size, SKColor colour)
    {
        var padding = size * 0.5f;
        var plateSize = new SKSize(StrokeFont.Width(text, size) + (2 * padding), size + (2 * padding));
        var places = PlacesBeside(frame, plateSize).ToList();
        var free = places.FindIndex(IsFree);
        var plate = places[Math.Max(0, free)];
        _taken.Add(plate);

        using var pen = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = unit, Color = colour, IsAntialias = true };
        var near = SKRect.Inflate(plate, padding * 2, padding * 2);
        if (!near.IntersectsWith(frame))
        {
            canvas.DrawLine(plate.MidX, plate.MidY, frame.MidX, frame.MidY, pen);
        }

        using var fill = new SKPaint { Color = Palette.Plate, IsAntialias = true };
        canvas.DrawRoundRect(plate, padding / 2, padding / 2, fill);
        StrokeFont.Draw(canvas, text, new SKPoint(plate.Left + padding, plate.Bottom - padding), size, colour);
    }

    private bool IsFree(SKRect plate) => !_taken.Exists(plate.IntersectsWith);

    private IEnumerable<SKRect> PlacesBeside(SKRect frame, SKSize size)
    {
        var gap = 3 * unit;
        var step = size.Height + unit;
        for (var i = 0; i < MostSteps; i++)
        {
            yield return Within(frame.Left, frame.Top - gap - size.Height - (i * step), size);
            yield return Within(frame.Left, frame.Bottom + gap + (i * step), size);
            yield return Within(frame.Right + gap, frame.Top + (i * step), size);
            yield return Within(frame.Left - gap - size.Width, frame.Top + (i * step), size);
        }
    }

    private SKRect Within(float left, float top, SKSize size) => SKRect.Create(
        Math.Max(bounds.Left, Math.Min(left, bounds.Right - size.Width)),
        Math.Max(bounds.Top, Math.Min(top, bounds.Bottom - size.Height)),
        size.Width,
        size.Height);
}
