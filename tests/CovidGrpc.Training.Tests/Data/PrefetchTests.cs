using CovidGrpc.Training.Data;

namespace CovidGrpc.Training.Tests.Data;

public sealed class PrefetchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(50, 8)]
    public async Task InOrder_AnyThreads_KeepsTheOrderOfTheKeys(int ahead, int workers)
    {
        var options = new PrefetchOptions { Ahead = ahead, Workers = workers };

        // Later things of each ten are made faster than the first.
        var things = Prefetch.InOrder(
            Enumerable.Range(0, 40),
            (key, _) =>
            {
                SpinWait.SpinUntil(() => false, 10 - key % 10);
                return key;
            },
            options,
            Cancellation);

        Assert.Equal(Enumerable.Range(0, 40), await things.ToArrayAsync(Cancellation));
    }

    [Fact]
    public async Task InOrder_EndlessKeys_MakesNoMoreThanAskedAhead()
    {
        var made = 0;
        var things = Prefetch.InOrder(
            Enumerable.InfiniteSequence(0, 1), (key, _) => Interlocked.Increment(ref made), new() { Ahead = 3, Workers = 2 }, Cancellation);

        Assert.Equal(5, await things.Take(5).CountAsync(Cancellation));

        // Five taken, three waiting, and one that was begun as the fifth was taken.
        Assert.InRange(made, 5, 9);
    }

    [Fact]
    public async Task InOrder_LeftEarly_EndsWithNothingInTheMaking()
    {
        var making = 0;
        var things = Prefetch.InOrder(Enumerable.InfiniteSequence(0, 1), Make, new() { Ahead = 8, Workers = 4 }, Cancellation);

        await foreach (var thing in things)
        {
            if (thing == 3)
                break;
        }

        Assert.Equal(0, Volatile.Read(ref making));

        int Make(int key, CancellationToken stop)
        {
            Interlocked.Increment(ref making);
            SpinWait.SpinUntil(() => stop.IsCancellationRequested, key < 4 ? 0 : 20);
            Interlocked.Decrement(ref making);
            return key;
        }
    }

    [Fact]
    public async Task InOrder_Failure_ComesInItsPlace()
    {
        var things = Prefetch.InOrder(
            Enumerable.Range(0, 10), (key, _) => key == 4 ? throw new DataSetException("broken") : key, new() { Ahead = 6, Workers = 3 }, Cancellation);

        var seen = new List<int>();
        await Assert.ThrowsAsync<DataSetException>(async () =>
        {
            await foreach (var thing in things)
                seen.Add(thing);
        });

        Assert.Equal([0, 1, 2, 3], seen);
    }

    [Fact]
    public async Task InOrder_FailingKeys_AreNotSwallowed()
    {
        var things = Prefetch.InOrder(
            Enumerable.Range(0, 10).Select(key => key == 2 ? throw new DataSetException("broken") : key), (key, _) => key, new(), Cancellation);

        await Assert.ThrowsAsync<DataSetException>(async () => await things.CountAsync(Cancellation));
    }

    [Fact]
    public async Task InOrder_Cancelled_Ends()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var things = Prefetch.InOrder(Enumerable.InfiniteSequence(0, 1), (key, _) => key, new(), stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var thing in things)
            {
                if (thing == 5)
                    await stop.CancelAsync();
            }
        });
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void InOrder_NothingAheadOrNoThread_Throws(int ahead, int workers)
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Prefetch.InOrder([1], (key, _) => key, new() { Ahead = ahead, Workers = workers }, Cancellation));
    }
}
