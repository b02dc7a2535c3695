using CovidGrpc.Training.Data;
using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Augmentation;

/// <summary>Changes slices and their label maps alike, by one affine map and one map of grey values for each slice.</summary>
internal sealed class SliceAugmentation(AugmentationSettings settings)
{
    /// <summary>A changed slice of the same size. What comes in from outside is black, and background.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="random">Decides how it is changed.</param>
    internal LabelledSlice Apply(LabelledSlice slice, SeededRandom random)
    {
        if (settings == AugmentationSettings.None)
            return slice;
        var map = InverseMap.Draw(settings, slice.Rows, slice.Columns, random);
        var greys = Greys(random);
        var noise = random.Uniform(0, settings.Noise);
        return slice with
        {
            Pixels = AddNoise(Sample(slice.Pixels.Span, slice, map, greys), noise, random),
            LabelMap = slice.LabelMap is { } labels ? (ReadOnlyMemory<byte>)SampleNearest(labels.Span, slice, map) : null,
        };
    }

    // What each grey value becomes through a window of another level and width.
    private float[] Greys(SeededRandom random)
    {
        const int Values = byte.MaxValue + 1;
        var gain = 1 / (1 + random.Uniform(-settings.Width, settings.Width));
        var centre = byte.MaxValue * (0.5 + random.Uniform(-settings.Level, settings.Level));
        return [.. Enumerable.Range(0, Values).Select(value => (float)Math.Clamp((value - centre) * gain + byte.MaxValue / 2.0, 0, byte.MaxValue))];
    }

    private static float[] Sample(ReadOnlySpan<byte> pixels, LabelledSlice slice, InverseMap map, float[] greys)
    {
        var (rows, columns) = (slice.Rows, slice.Columns);
        var changed = new float[pixels.Length];
        Array.Fill(changed, greys[0]);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var (x, y) = map.Of(column, row);
                var (left, top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
                if (left < 0 || top < 0 || left >= columns - 1 || top >= rows - 1)
                    continue;
                var (right, down) = (x - left, y - top);
                var at = top * columns + left;
                var above = greys[pixels[at]] * (1 - right) + greys[pixels[at + 1]] * right;
                var below = greys[pixels[at + columns]] * (1 - right) + greys[pixels[at + columns + 1]] * right;
                changed[row * columns + column] = above * (1 - down) + below * down;
            }
        }

        return changed;
    }

    private static byte[] SampleNearest(ReadOnlySpan<byte> labels, LabelledSlice slice, InverseMap map)
    {
        var changed = new byte[labels.Length];
        for (var row = 0; row < slice.Rows; row++)
        {
            for (var column = 0; column < slice.Columns; column++)
            {
                var (x, y) = map.Of(column, row);
                var (nearestX, nearestY) = ((int)MathF.Round(x), (int)MathF.Round(y));
                if (nearestX >= 0 && nearestY >= 0 && nearestX < slice.Columns && nearestY < slice.Rows)
                    changed[row * slice.Columns + column] = labels[nearestY * slice.Columns + nearestX];
            }
        }

        return changed;
    }

    private static byte[] AddNoise(float[] values, double deviation, SeededRandom random)
    {
        var noisy = new byte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var noise = deviation > 0 ? (float)(random.Normal() * deviation) : 0;
            noisy[i] = (byte)Math.Clamp(MathF.Round(values[i] + noise), 0, byte.MaxValue);
        }

        return noisy;
    }
}
