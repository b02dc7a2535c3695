using System.Collections.Concurrent;

namespace CovidGrpc.Training.Learning;

/// <summary>Prepares the samples of the next iterations while the network learns from those of this one.</summary>
internal static class SampleFeed
{
    private const int Ahead = 4;

    /// <summary>Samples in the order of the iterations.</summary>
    /// <param name="draw">Draws them.</param>
    /// <param name="first">The first iteration.</param>
    /// <param name="end">Behind the last one.</param>
    /// <param name="cancellation">Stops between two.</param>
    internal static IEnumerable<(long Iteration, IterationSamples Samples)> Read(SampleDraw draw, long first, long end, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var samples = new BlockingCollection<(long, IterationSamples)>(Ahead);
        var writing = Task.Run(() => Write(samples, draw, first, end, stop.Token), CancellationToken.None);
        try
        {
            foreach (var sample in samples.GetConsumingEnumerable(cancellation))
                yield return sample;
            writing.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            // It ends at once; what went wrong was thrown above.
            Task.WaitAny([writing], CancellationToken.None);
        }
    }

    private static void Write(BlockingCollection<(long, IterationSamples)> samples, SampleDraw draw, long first, long end, CancellationToken cancellation)
    {
        try
        {
            for (var iteration = first; iteration < end; iteration++)
                samples.Add((iteration, draw.Of(iteration, cancellation)), cancellation);
        }
        finally
        {
            samples.CompleteAdding();
        }
    }
}
