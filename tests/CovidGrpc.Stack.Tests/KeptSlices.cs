using CovidGrpc.Testing;

namespace CovidGrpc.Stack.Tests;

/// <summary>Slices that a Redis keeps for the segmentation: they are written behind the answers, and given up where it is late or not connected yet.</summary>
internal static class KeptSlices
{
    /// <summary>Diagnoses, by the number of the try, until one more slice is kept; at most two minutes long.</summary>
    public static async Task KeepsOneMoreAsync(this RedisServer redis, Func<int, Task> diagnose, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        var before = await CountAsync(redis);
        for (var i = 0; await CountAsync(redis) == before; i++)
        {
            await diagnose(i);
            await Task.Delay(100, limit.Token);
        }
    }

    private static async Task<int> CountAsync(RedisServer redis) =>
        (await redis.CallAsync("keys", "covidgrpc:segment:*")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
}
