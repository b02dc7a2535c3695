using CovidGrpc.Contracts.V1;
using CovidGrpc.Vision;

namespace CovidGrpc.ModelServing.Tests;

/// <summary>Models that come and go while calls run; by themselves, since memory is counted for the whole process.</summary>
[Collection(nameof(SwapTests))]
[CollectionDefinition(nameof(SwapTests), DisableParallelization = true)]
public sealed class SwapTests
{
    private const int Cycles = 1000;
    private const int MebiByte = 1 << 20;

    private static readonly float[] Sequence = [.. Enumerable.Range(0, 16 * 256).Select(i => MathF.Sin(i))];

    [Fact]
    public async Task LoadAndUnload_ThousandTimesUnderConstantCalls_NoCallFailsNoAnswerIsWrongAndMemoryIsFlat()
    {
        await using var room = await ClassificationRoom.StartAsync();
        await room.WaitUntilServingAsync();
        room.Add("two", manifest =>
        {
            manifest["version"] = "2.0.0";
            manifest["classification"]!["temperature"] = 2;
        });
        var right = await AnswersAsync(room);
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => Call(room.Registry, right, stop.Token))).ToArray();

        var memory = 0L;
        for (var i = 0; i < Cycles; i++)
        {
            if (i == Cycles / 5)
            {
                memory = Environment.WorkingSet;
            }

            var (next, old) = i % 2 == 0 ? ("1.0.0", "2.0.0") : ("2.0.0", "1.0.0");
            await room.Client.LoadModelAsync(new LoadModelRequest { Name = "test", Version = next });
            await room.Client.UnloadModelAsync(new UnloadModelRequest { Name = "test", Version = old });
        }

        Assert.InRange((Environment.WorkingSet - memory) / MebiByte, -1000, 64);
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(callers), calls => Assert.True(calls > Cycles, $"{calls} calls"));
    }

    [Fact]
    public async Task Unload_LastLease_DisposesTheNetwork()
    {
        await using var room = await ClassificationRoom.StartAsync();
        await room.WaitUntilServingAsync();
        room.Add("two", manifest => manifest["version"] = "2.0.0");
        var lease = room.Registry.Lease();
        await room.Client.LoadModelAsync(new LoadModelRequest { Name = "test" });
        var unload = room.Client.UnloadModelAsync(new UnloadModelRequest { Name = "test", Version = "1.0.0" }).ResponseAsync;

        lease.Dispose();
        await unload;

        Assert.Throws<ObjectDisposedException>(() => ((OneShotClassifier)lease.Network).Classify(Sequence));
    }

    // Version 1 and version 2 differ in the temperature alone: which of both answered, a probability tells.
    private static async Task<Dictionary<string, float[]>> AnswersAsync(ClassificationRoom room)
    {
        var right = new Dictionary<string, float[]>();
        foreach (var version in (string[])["1.0.0", "2.0.0"])
        {
            await room.Client.LoadModelAsync(new LoadModelRequest { Name = "test", Version = version });
            using var lease = room.Registry.Lease();
            right[version] = Classify(lease);
        }

        Assert.NotEqual(right["1.0.0"], right["2.0.0"]);
        return right;
    }

    private static int Call(ModelRegistry<INetwork> registry, Dictionary<string, float[]> right, CancellationToken stop)
    {
        var calls = 0;
        for (; !stop.IsCancellationRequested; calls++)
        {
            using var lease = registry.Lease();
            Assert.Equal(right[lease.Contract.Identity.Version], Classify(lease));
        }

        return calls;
    }

    private static float[] Classify(ModelLease<INetwork> lease) => ((OneShotClassifier)lease.Network).Classify(Sequence).Probabilities;
}
