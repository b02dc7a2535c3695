using System.Diagnostics;
using CovidGrpc.ModelServing.Threads;
using Microsoft.Extensions.Logging.Abstractions;
using TorchSharp;

namespace CovidGrpc.ModelServing.Tests;

/// <summary>By itself: the processor's time is counted for the whole process.</summary>
[Collection(nameof(TorchThreadsTests))]
[CollectionDefinition(nameof(TorchThreadsTests), DisableParallelization = true)]
public sealed class TorchThreadsTests
{
    [Fact]
    public void UseHere_OneThread_ConvolutionsOfThatThreadTakeOneCore()
    {
        Assert.SkipUnless(Environment.ProcessorCount > 1, "one core alone");

        // Without it they take all there are.
        Assert.InRange(CoresTaken(), 0, 1.3);
    }

    private static double CoresTaken()
    {
        var taken = 0.0;
        var thread = new Thread(() =>
        {
            new TorchThreads(() => ThreadPlan.For(Environment.ProcessorCount, onGpu: false, intraop: 1), NullLogger<TorchThreads>.Instance).UseHere();
            using var scope = torch.NewDisposeScope();
            var convolution = torch.nn.Conv2d(64, 64, 3, padding: 1);
            var image = torch.randn(1, 64, 256, 256);
            Convolve(3);
            using var process = Process.GetCurrentProcess();
            var (before, started) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
            Convolve(60);
            process.Refresh();
            taken = (process.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(started);

            void Convolve(int times)
            {
                for (var i = 0; i < times; i++)
                {
                    using var maps = convolution.call(image);
                }
            }
        });
        thread.Start();
        thread.Join();
        return taken;
    }
}
