namespace CovidGrpc.Metrics.Intervals;

/// <summary>Measures with percentile intervals from draws of patients.</summary>
internal static class PatientBootstrap
{
    /// <summary>Every measure once over all patients, and its interval.</summary>
    /// <param name="patients">Number of patients.</param>
    /// <param name="count">Number of measures.</param>
    /// <param name="measures">Computes them.</param>
    /// <param name="options">Draws, confidence, seed; checked already.</param>
    /// <param name="cancellationToken">Ends the draws.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal static Estimate[] Estimate(
        int patients, int count, WeightedMeasures measures, BootstrapOptions options, CancellationToken cancellationToken = default)
    {
        var values = new double[count];
        var once = new byte[patients];
        Array.Fill(once, (byte)1);
        measures(once, values);

        // One patient drawn again and again says nothing about others.
        var draws = new double[patients < 2 ? 0 : options.Resamples][];
        Parallel.For(0, draws.Length, new ParallelOptions { CancellationToken = cancellationToken }, () => new byte[patients], (draw, _, timesDrawn) =>
        {
            Draw(new(options.Seed, draw), timesDrawn);
            draws[draw] = new double[count];
            measures(timesDrawn, draws[draw]);
            return timesDrawn;
        }, _ => { });
        return [.. values.Select((value, measure) => WithInterval(value, [.. draws.Select(draw => draw[measure])], options.Confidence))];
    }

    private static void Draw(SplitMix random, byte[] timesDrawn)
    {
        Array.Clear(timesDrawn);
        for (var i = 0; i < timesDrawn.Length; i++)
        {
            // A byte keeps a million counts near the core. Up to 255 patients it cannot overflow; beyond, with odds of one in 10^500, it throws.
            ref var times = ref timesDrawn[random.Below(timesDrawn.Length)];
            times = checked((byte)(times + 1));
        }
    }

    private static Estimate WithInterval(double value, double[] draws, double confidence)
    {
        var defined = draws.Where(draw => !double.IsNaN(draw)).Order().ToArray();
        var tail = (1 - confidence) / 2;
        return new(value, Percentile(defined, tail), Percentile(defined, 1 - tail), draws.Length - defined.Length);
    }

    /// <summary>The value at a share of the way through sorted values, between neighbours on the line through them.</summary>
    private static double Percentile(double[] sorted, double share)
    {
        if (sorted.Length == 0)
            return double.NaN;
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
