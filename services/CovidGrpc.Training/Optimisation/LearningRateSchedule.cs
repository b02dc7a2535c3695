namespace CovidGrpc.Training.Optimisation;

/// <summary>A learning rate that rises linearly to its peak and falls along half a cosine (Loshchilov and Hutter, 2017); constant where both ends are the peak.</summary>
/// <param name="Peak">Largest rate, above 0.</param>
/// <param name="Final">Rate of the last iteration, at most <paramref name="Peak"/>.</param>
/// <param name="WarmUp">Iterations of the rise.</param>
/// <param name="Iterations">All iterations.</param>
internal sealed record LearningRateSchedule(double Peak, double Final, long WarmUp, long Iterations)
{
    /// <summary>The rate of an iteration, counted from 0.</summary>
    internal double Of(long iteration)
    {
        if (iteration < WarmUp)
            return Peak * (iteration + 1) / WarmUp;
        var share = (double)(iteration - WarmUp) / Math.Max(1, Iterations - 1 - WarmUp);
        return Final + (Peak - Final) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(share, 1)));
    }
}
