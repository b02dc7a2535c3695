namespace CovidGrpc.Imaging;

/// <summary>The weights of Pillow's bilinear filter along one axis.</summary>
internal static class PillowFilter
{
    /// <summary>Bits behind the binary point of a weight.</summary>
    public const int FractionBits = 22;

    /// <summary>For each output: its first input and the fixed-point weights from there on.</summary>
    public static (int First, int[] Weights)[] Taps(int inputs, int outputs)
    {
        var scale = (double)inputs / outputs;
        var support = Math.Max(scale, 1);
        var taps = new (int, int[])[outputs];
        for (var output = 0; output < outputs; output++)
        {
            var centre = (output + 0.5) * scale;
            var first = Math.Max((int)(centre - support + 0.5), 0);
            var end = Math.Min((int)(centre + support + 0.5), inputs);
            taps[output] = (first, Weights(first, end, centre, 1 / support));
        }

        return taps;
    }

    // The order of operations is Pillow's: multiplied by the reciprocal, divided by the left-to-right sum, cut after adding a half.
    private static int[] Weights(int first, int end, double centre, double reciprocal)
    {
        var weights = new double[end - first];
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Math.Max(1 - Math.Abs((first + i - centre + 0.5) * reciprocal), 0);
            sum += weights[i];
        }

        return Array.ConvertAll(weights, weight => (int)((weight / sum * (1 << FractionBits)) + 0.5));
    }
}
