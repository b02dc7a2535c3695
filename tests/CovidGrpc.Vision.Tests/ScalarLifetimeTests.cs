using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests;

/// <summary>Guards the build step KeepArgumentsAlive: without it most runs of this fail, with garbage where the number was.</summary>
public sealed class ScalarLifetimeTests
{
    private const int Calls = 400_000;

    [Fact]
    public void Add_WhileGarbageIsCollected_ReadsTheNumberThatWasPassed()
    {
        using var done = new CancellationTokenSource();
        var collector = new Thread(() => CollectUntil(done.Token));
        collector.Start();
        try
        {
            using var one = full(64, 1f);
            for (var call = 0; call < Calls; call++)
            {
                // The operator makes the number of TorchSharp that it passes on.
                using var sum = one + 1.0;
                if (call % 100 == 0)
                    Assert.Equal(2, sum[0].item<float>());
            }
        }
        finally
        {
            done.Cancel();
            collector.Join();
        }
    }

    private static void CollectUntil(CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            GC.Collect(0);
            Thread.SpinWait(20_000);
        }
    }
}
