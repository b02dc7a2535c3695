using System.Diagnostics;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Imaging;
using CovidGrpc.Suite;
using CovidGrpc.Testing;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;
using Google.Protobuf;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>DICOM in, diagnosis out: by many clients of the gateway, or by the libraries one slice after the other; and what the cache knows.</summary>
internal static class GatewayComparisons
{
    private const int Rounds = 3;
    private const int Slices = 32;
    private const int Clients = 8;

    internal static async Task<IReadOnlyList<Comparison>> MeasureAsync(Placement simplifying)
    {
        var model = Repository.PathOf("tests", "golden", "untrained");
        var image = await File.ReadAllBytesAsync(Repository.PathOf("deploy", "sample", "chest.dcm"));
        using var libraries = new Libraries(ModelFolder.Open(model), simplifying, image);
        var options = new SuiteOptions(new ModelChoice(model)) { Settings = new Dictionary<string, string?> { ["Model:Device"] = simplifying.Device.ToString() } };
        await using var suite = await CovidSuite.StartAsync(options, CancellationToken.None);
        var gateway = new DiagnosisService.DiagnosisServiceClient(suite.Channel);
        var message = UnsafeByteOperations.UnsafeWrap(image);

        var (through, inProcess, cached) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            // Another window makes another slice.
            var centres = Enumerable.Range(0, Slices).Select(i => -700.0 + (round * Slices) + i).ToArray();
            Take(through, await TimeAsync(() => Parallel.ForEachAsync(
                centres, new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (centre, token) => await DiagnoseAsync(gateway, message, centre, token))));
            Take(inProcess, await TimeAsync(() =>
            {
                foreach (var centre in centres)
                    libraries.Diagnose(centre);
                return Task.CompletedTask;
            }));
            foreach (var centre in centres)
                Take(cached, await TimeAsync(() => DiagnoseAsync(gateway, message, centre, CancellationToken.None)));

            // The first round warms up.
            void Take(List<double> times, double time)
            {
                if (round > 0)
                    times.Add(time);
            }
        }

        // The bounds are those of two cores; a GPU computes a slice in the time of a few calls.
        var isBound = simplifying.Device.type == TorchSharp.DeviceType.CPU;
        var slice = Turns.Median(inProcess) / Slices;
        return
        [
            new($"{Slices} slices by {Clients} clients through the gateway : in process", BenchmarkModel.OfBatch, Turns.Median(through), Turns.Median(inProcess), "ms", isBound ? 1.05 : null),
            new("a cached diagnosis : an uncached one", BenchmarkModel.OfBatch, Turns.Median(cached), slice, "ms", isBound ? 0.02 : null),
        ];
    }

    private static async Task DiagnoseAsync(DiagnosisService.DiagnosisServiceClient gateway, ByteString image, double centre, CancellationToken token) =>
        await gateway.DiagnoseAsync(
            new DiagnoseRequest { Image = image, Options = new DiagnosisOptions { Window = new() { Center = centre, Width = 1500 } } }, cancellationToken: token);

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private sealed class Libraries(ModelFolder model, Placement placement, byte[] image) : IDisposable
    {
        private readonly OneShotSegmenter _segmenter = OneShotSegmenter.Load(model, placement);
        private readonly OneShotClassifier _classifier = OneShotClassifier.Load(model, placement);

        internal void Diagnose(double centre)
        {
            TorchSharp.torch.set_num_threads(2);
            var slice = SliceReader.Read(image, new SliceReaderOptions { Window = new(centre, 1500) });
            var input = new SliceInput(slice.Pixels, SliceImage.Side, SliceImage.Side, slice.SourceRows, slice.SourceColumns);
            var features = _segmenter.Segment([input], new SegmentationParameters())[0];
            _classifier.Classify(features.Sequence!.Values);
        }

        public void Dispose()
        {
            _segmenter.Dispose();
            _classifier.Dispose();
        }
    }
}
