using System.Globalization;
using System.Text.Json.Nodes;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Suite;
using CovidGrpc.Testing;
using CovidGrpc.Training.Phantoms;
using Google.Protobuf;

namespace CovidGrpc.LongTests;

/// <summary>What the time of a slice must not depend on, and what a cached one costs. Some minutes on two quiet cores.</summary>
public sealed class SliceTimeTests(ITestOutputHelper output)
{
    private const int Timed = 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DiagnoseScan_LongScan_ItsLastSlicesTakeNoLongerThanItsFirst()
    {
        const int slices = 300;
        using var model = new TestModel();
        await using var suite = await CovidSuite.StartAsync(new SuiteOptions(new ModelChoice(model.Path)), Cancellation);
        using var client = new DiagnosisClient(suite.Channel);
        var phantom = ChestPhantom.Create(new PhantomOptions(Seed: 1, PhantomClass.Covid19));
        var files = new PhantomDicomSeries(phantom, slices).CreateFiles().Select(file => new ScanFile(_ => ValueTask.FromResult<ReadOnlyMemory<byte>>(file.ToArray()))).ToList();

        var (times, last) = (new List<double>(), TimeProvider.System.GetTimestamp());
        await foreach (var response in client.DiagnoseScanAsync(files, cancellationToken: Cancellation))
        {
            if (response.Slice is not null)
            {
                times.Add(TimeProvider.System.GetElapsedTime(last).TotalMilliseconds);
                last = TimeProvider.System.GetTimestamp();
            }
        }

        Assert.Equal(slices, times.Count);
        var (first, final) = (Median(times[20..100]), Median(times[^80..]));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a slice in ms, medians: 20 to 100 {first:0}, the last 80 {final:0}"));
        Assert.InRange(final / first, 0, 1.15);
    }

    [Fact]
    public async Task Diagnose_MoreModelsLoaded_TakesNoLonger()
    {
        const int others = 4;
        var store = Directory.CreateTempSubdirectory("covidgrpc-store-");
        try
        {
            TestModel.Write(Path.Combine(store.FullName, "test"));
            for (var i = 0; i < others; i++)
            {
                var name = $"other-{i}";
                TestModel.Write(Path.Combine(store.FullName, name), manifest =>
                {
                    (manifest["name"], manifest["classification"]!["temperature"]) = ((JsonNode)name, (JsonNode)(1.5 + i));
                });
            }

            await using var suite = await CovidSuite.StartAsync(new SuiteOptions(new ModelChoice(store.FullName, "test")), Cancellation);
            var alone = await SliceAsync(suite, from: 0);
            var models = new ModelService.ModelServiceClient(suite.Channel);
            for (var i = 0; i < others; i++)
            {
                await models.LoadModelAsync(new LoadModelRequest { Name = $"other-{i}" }, cancellationToken: Cancellation);
            }

            var among = await SliceAsync(suite, from: Timed);

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a slice in ms, medians of {Timed}: one model {alone:0}, {others + 1} models {among:0}"));
            Assert.InRange(among / alone, 0, 1.15);
        }
        finally
        {
            store.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Diagnose_InTheCache_TakesAFiftiethOfTheComputation()
    {
        using var model = new StoredModel("resnext50_32x4d");
        await using var suite = await CovidSuite.StartAsync(new SuiteOptions(new ModelChoice(model.Path)), Cancellation);
        var computed = await SliceAsync(suite, from: 0);
        var cached = await SliceAsync(suite, from: 0, CacheOutcome.Hit);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a slice in ms, medians of {Timed}: computed {computed:0.0}, cached {cached:0.0}"));
        Assert.InRange(cached / computed, 0, 0.02);
    }

    // Through the gateway, one call after the other, as DICOM; another window is another slice.
    private static async Task<double> SliceAsync(CovidSuite suite, int from, CacheOutcome outcome = CacheOutcome.Miss)
    {
        var client = new DiagnosisService.DiagnosisServiceClient(suite.Channel);
        var image = UnsafeByteOperations.UnsafeWrap(await File.ReadAllBytesAsync(Repository.PathOf("deploy", "sample", "chest.dcm"), Cancellation));
        var times = new List<double>();
        for (var i = from; i < from + Timed; i++)
        {
            var options = new DiagnosisOptions { Window = new Window { Center = -600 + i, Width = 1500 } };
            var started = TimeProvider.System.GetTimestamp();
            var answer = await client.DiagnoseAsync(new DiagnoseRequest { Image = image, Options = options }, cancellationToken: Cancellation);
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            Assert.Equal(outcome, answer.Cache);
        }

        return Median(times);
    }

    private static T Median<T>(IEnumerable<T> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : default!;
}
