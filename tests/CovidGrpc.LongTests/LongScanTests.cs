using System.Globalization;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Suite;
using CovidGrpc.Testing;

namespace CovidGrpc.LongTests;

/// <summary>
/// 300 real slices in JPEG Lossless through all services with the demo model, the quickest there is: against a larger one decoding weighs
/// less. About three minutes on two cores.
/// </summary>
public sealed class LongScanTests(ITestOutputHelper output)
{
    private const int Slices = 300;
    private const int Settled = 50;
    private const int Timed = 20;
    private const int MebiByte = 1 << 20;

    // What is kept on purpose: the segmentation's answers in its cache, of at most 256 MiB, and the verdict's few kilobytes a slice.
    private const int KeptBytesPerSlice = 65536;
    private const long AllowedHeapBytes = (Slices - Settled) * (long)KeptBytesPerSlice;

    // Beside that the allocators of .NET and libtorch keep some of what they were given back.
    private const long AllowedResidentBytes = AllowedHeapBytes + (16 * MebiByte);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DiagnoseScan_ThreeHundredJpegLosslessSlices_MemoryStaysAndDecodingIsATenthAtMost()
    {
        var series = RealSeries.Require();
        await using var suite = await CovidSuite.StartAsync(new SuiteOptions(new ModelChoice(Repository.PathOf("deploy", "models", "demo"))), Cancellation);
        using var client = new DiagnosisClient(suite.Channel);

        var (heap, resident) = await ScanAsync(client, series);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"alive at slices 50, 100, … 300 in MiB: {string.Join(", ", heap.Select(Mebi))}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"resident, the median of 25 slices, in MiB: {string.Join(", ", resident.Select(Mebi))}"));
        var (decoding, inference) = await TimeAsync(client, series);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"a slice in ms, medians of {Timed}: decoding, window and resize {decoding:0.0}, inference {inference:0.0}, share {decoding / inference:P1}"));

        Assert.InRange(heap[^1] - heap[0], long.MinValue, AllowedHeapBytes);
        Assert.InRange(resident[^1] - resident[0], long.MinValue, AllowedResidentBytes);
        Assert.InRange(decoding / inference, 0, 0.1);
    }

    private static async Task<(List<long> Heap, List<long> Resident)> ScanAsync(DiagnosisClient client, RealSeries series)
    {
        var (heap, resident, window) = (new List<long>(), new List<long>(), new List<long>());
        ScanDiagnosis? verdict = null;
        await foreach (var response in client.DiagnoseScanAsync(series.Files(Slices), cancellationToken: Cancellation))
        {
            verdict = response.Verdict ?? verdict;
            if (response.Slice is not { } slice)
            {
                continue;
            }

            Assert.NotNull(slice.Diagnosis);
            window.Add(Environment.WorkingSet);
            if (slice.Index % Settled == Settled - 1)
            {
                heap.Add(GC.GetTotalMemory(forceFullCollection: true));
                resident.Add(Median(window.TakeLast(25)));
                window.Clear();
            }
        }

        Assert.Equal((uint)Slices, verdict!.Slices);
        return (heap, resident);
    }

    // One call after the other, with another window, so that no answer comes from the cache. The stage of the preprocessing holds the way there and back too.
    private static async Task<(double Decoding, double Inference)> TimeAsync(DiagnosisClient client, RealSeries series)
    {
        var (decoding, inference) = (new List<double>(), new List<double>());
        for (var i = 0; i < Timed; i++)
        {
            var options = new DiagnosisOptions { Window = new Window { Center = -500, Width = 1500 } };
            var answer = await client.DiagnoseAsync(series.File(i * Slices / Timed), options, cancellationToken: Cancellation);
            var stages = answer.Timings.ToDictionary(timing => timing.Stage, timing => timing.DurationMs);
            decoding.Add(stages["preprocess"]);
            inference.Add(stages["segment"] + stages["classify"]);
        }

        return (Median(decoding), Median(inference));
    }

    private static string Mebi(long bytes) => (bytes / MebiByte).ToString(CultureInfo.InvariantCulture);

    private static T Median<T>(IEnumerable<T> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : default!;
}
