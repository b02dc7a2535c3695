using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CovidGrpc.Training.Data;

/// <summary>Makes things ready on other threads while the last one is used.</summary>
internal static class Prefetch
{
    /// <summary>The things in the order of their keys, however many threads make them. Once the enumeration ends, nothing is in the making.</summary>
    /// <param name="keys">Read on another thread, one by one; may have no end.</param>
    /// <param name="load">Makes a thing; called from several threads. What it throws comes in the thing's place.</param>
    /// <param name="options">How far ahead, by how many threads.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is less than 1.</exception>
    internal static IAsyncEnumerable<T> InOrder<TKey, T>(
        IEnumerable<TKey> keys, Func<TKey, CancellationToken, T> load, PrefetchOptions options, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Ahead, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1);
        return Enumerate(keys, load, options, cancellation);
    }

    private static async IAsyncEnumerable<T> Enumerate<TKey, T>(
        IEnumerable<TKey> keys,
        Func<TKey, CancellationToken, T> load,
        PrefetchOptions options,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var workers = new SemaphoreSlim(options.Workers);
        var queue = Channel.CreateBounded<Task<T>>(new BoundedChannelOptions(options.Ahead) { SingleReader = true, SingleWriter = true });
        var feeding = Task.Run(() => FeedAsync(keys, load, queue.Writer, workers, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var thing in queue.Reader.ReadAllAsync(cancellation))
                yield return await thing;
        }
        finally
        {
            await stop.CancelAsync();
            await feeding;
            while (queue.Reader.TryRead(out var unused))
                await ((Task)unused).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The queue holds things in the making, so their order is that of the keys. What goes wrong here reaches the reader through the queue.
    private static async Task FeedAsync<TKey, T>(
        IEnumerable<TKey> keys,
        Func<TKey, CancellationToken, T> load,
        ChannelWriter<Task<T>> queue,
        SemaphoreSlim workers,
        CancellationToken stop)
    {
        try
        {
            foreach (var key in keys)
            {
                await queue.WaitToWriteAsync(stop);
                await workers.WaitAsync(stop);
                await queue.WriteAsync(Task.Run(() => Load(key), CancellationToken.None), CancellationToken.None);
            }

            queue.Complete();
        }
        catch (Exception exception)
        {
            queue.Complete(exception);
        }

        T Load(TKey key)
        {
            try
            {
                return load(key, stop);
            }
            finally
            {
                workers.Release();
            }
        }
    }
}
