using CovidGrpc.Vision.Models;

namespace CovidGrpc.Vision.Detection;

/// <summary>Anchor boxes of one feature cell, centred on the origin, as torchvision's AnchorGenerator makes them.</summary>
internal static class CellAnchors
{
    /// <summary>[A, 4] x1, y1, x2, y2 in pixels, rounded half to even; ratio slow, size fast. Small ones may have no area.</summary>
    internal static float[] Compute(AnchorSettings settings)
    {
        var corners = new List<float>();
        foreach (var ratio in settings.Ratios)
        {
            var heightFactor = MathF.Sqrt((float)ratio);
            var widthFactor = 1 / heightFactor;
            foreach (var size in settings.Sizes)
            {
                var (right, bottom) = (widthFactor * (float)size / 2, heightFactor * (float)size / 2);
                corners.AddRange([MathF.Round(-right), MathF.Round(-bottom), MathF.Round(right), MathF.Round(bottom)]);
            }
        }

        return [.. corners];
    }
}
