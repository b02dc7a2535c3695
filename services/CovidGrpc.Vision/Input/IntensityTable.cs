namespace CovidGrpc.Vision.Input;

/// <summary>What each of the 256 grey values of one slice becomes, channel by channel.</summary>
internal sealed class IntensityTable
{
    /// <summary>Grey values.</summary>
    internal const int GreyValues = 256;

    // ImageNet's statistics of red, green and blue on [0, 1], as torchvision documents them.
    private static readonly (float Mean, float Deviation)[] ImageNet = [(0.485f, 0.229f), (0.456f, 0.224f), (0.406f, 0.225f)];

    private readonly float[][] _tables;

    private IntensityTable(bool isConstant, params IEnumerable<(float Mean, float Deviation)> channels)
    {
        IsConstant = isConstant;
        _tables = [.. channels.Select(channel => Table(channel.Mean, channel.Deviation))];
    }

    /// <summary>Whether all pixels of the slice are equal.</summary>
    internal bool IsConstant { get; }

    /// <summary>Channels written: 3, or 1 where all three would be equal.</summary>
    internal int Channels => _tables.Length;

    internal static IntensityTable Of(ReadOnlySpan<byte> pixels, Normalisation normalisation)
    {
        var (mean, deviation) = Statistics(pixels);
        var isConstant = deviation == 0;
        return normalisation switch
        {
            Normalisation.Unit => new(isConstant, (0, 1)),
            Normalisation.ZScore => new(isConstant, (mean, isConstant ? 1 : deviation)),
            Normalisation.ImageNet => new(isConstant, ImageNet),
            _ => throw new ArgumentOutOfRangeException(nameof(normalisation)),
        };
    }

    /// <summary>What each grey value becomes, of each channel: [Channels × 256].</summary>
    internal float[] Values => [.. _tables.SelectMany(table => table)];

    /// <summary>Writes the channels one after the other; <paramref name="destination"/> holds as many images as there are channels.</summary>
    internal void Apply(ReadOnlySpan<byte> pixels, Span<float> destination)
    {
        foreach (var table in _tables)
        {
            for (var i = 0; i < pixels.Length; i++)
                destination[i] = table[pixels[i]];
            destination = destination[pixels.Length..];
        }
    }

    private static float[] Table(float mean, float deviation)
    {
        return [.. Enumerable.Range(0, GreyValues).Select(value => (value / 255f - mean) / deviation)];
    }

    // Whole numbers until the last step: a constant slice has a deviation of exactly zero.
    private static (float Mean, float Deviation) Statistics(ReadOnlySpan<byte> pixels)
    {
        var (sum, squares) = (0L, 0L);
        foreach (var value in pixels)
        {
            sum += value;
            squares += value * value;
        }

        var count = (double)pixels.Length;
        var spread = (Int128)squares * pixels.Length - (Int128)sum * sum;
        return ((float)(sum / count / 255), (float)(Math.Sqrt((double)spread / count / (count - 1)) / 255));
    }
}
