using CovidGrpc.Contracts.V1;
using CovidGrpc.Preprocessing;
using CovidGrpc.Testing;
using CovidGrpc.Training.Phantoms;
using Google.Protobuf;
using Grpc.Core;

namespace CovidGrpc.LongTests;

public sealed class ScanMemoryTests
{
    private const int MebiByte = 1 << 20;
    private const int Files = 300;

    /// <summary>300 files of 512 KiB are 150 MiB: what is alive at slice 300 is no more than at slice 50.</summary>
    [Fact]
    public async Task PreprocessScan_ThreeHundredSlices_KeepsAFewInMemory()
    {
        await using var host = await LoopbackHost.StartAsync(builder => builder.AddPreprocessing(), app => app.MapPreprocessing());
        var phantom = ChestPhantom.Create(new PhantomOptions(Seed: 1, PhantomClass.Covid19));
        using var call = new PreprocessingService.PreprocessingServiceClient(host.Channel).PreprocessScan();
        var instance = 0u;
        foreach (var file in new PhantomDicomSeries(phantom, Files).CreateFiles())
        {
            foreach (var part in file.ToArray().Chunk(65536))
            {
                await call.RequestStream.WriteAsync(new PreprocessScanRequest { Chunk = new InstanceChunk { Instance = instance, Data = ByteString.CopyFrom(part) } });
            }

            await call.RequestStream.WriteAsync(new PreprocessScanRequest { Chunk = new InstanceChunk { Instance = instance++, Last = true } });
        }

        await call.RequestStream.CompleteAsync();
        var alive = new List<long>();
        await foreach (var slice in call.ResponseStream.ReadAllAsync())
        {
            Assert.NotNull(slice.Slice);
            alive.Add(GC.GetTotalMemory(forceFullCollection: slice.Index % 50 == 49) / MebiByte);
        }

        Assert.Equal(Files, alive.Count);
        TestContext.Current.TestOutputHelper?.WriteLine($"alive at slices 50, 100, … 300 in MiB: {string.Join(", ", alive.Where((_, i) => i % 50 == 49))}");
        Assert.InRange(alive[^1] - alive[49], -1000, 16);
        Assert.InRange(alive[^1], 0, 100);
    }
}
