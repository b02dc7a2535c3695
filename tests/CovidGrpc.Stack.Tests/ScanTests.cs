using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Suite;
using CovidGrpc.Testing;
using CovidGrpc.Tests;
using CovidGrpc.Training.Phantoms;

namespace CovidGrpc.Stack.Tests;

/// <summary>One whole scan through all services with the demo model: a phantom of which everything is known.</summary>
public sealed class ScanTests : IAsyncLifetime
{
    private const int Slices = 12;

    private readonly ChestPhantom _phantom = ChestPhantom.Create(new PhantomOptions(700_003, PhantomClass.Covid19));
    private CovidSuite _suite = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _suite = await CovidSuite.StartAsync(new SuiteOptions(new ModelChoice(Repository.PathOf("deploy", "models", "demo"))), CancellationToken.None);

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Fact]
    public async Task DiagnoseScan_PhantomSeries_HasItsClassAndItsVolumesInAnyOrderAndAsFramesOfOneFile()
    {
        byte[][] files = [.. new PhantomDicomSeries(_phantom, Slices).CreateFiles(Cancellation).Select(file => file.ToArray())];
        using var client = new DiagnosisClient(_suite.Channel);

        var verdict = await DiagnoseAsync(client, files);

        Assert.Equal(DiagnosisClass.Covid19, verdict.Classification.DiagnosisClass);
        Assert.Equal((uint)Slices, verdict.Slices);
        // Of the lungs the demo model's Dice is 0.97; of the lesions it is not good enough for a narrower bound.
        var (lung, left, lesions) = TrueVolumes();
        Assert.InRange(verdict.Volumes[0].TotalMl / lung, 0.93, 1.07);
        Assert.InRange(verdict.Volumes[0].LeftMl / left, 0.92, 1.08);
        Assert.InRange(verdict.Volumes[1].TotalMl + verdict.Volumes[2].TotalMl, lesions / 4, lesions * 4);

        new Random(1).Shuffle(files);
        var again = await DiagnoseAsync(client, [.. files, files[4], "not an image"u8.ToArray()]);

        Assert.Equal(verdict.Volumes, again.Volumes);
        Assert.Equal(verdict.Classification, again.Classification);
        Assert.Equal(verdict.DecidingSlices, again.DecidingSlices);
        Assert.Equal(["DUPLICATE_SLICES", "INSTANCES_UNREADABLE"], again.Warnings.Select(warning => warning.Code));

        var frames = await DiagnoseAsync(client, [EnhancedCt.Of(files, isCompressed: true)]);

        Assert.Equal(verdict.Volumes, frames.Volumes);
        Assert.Equal(verdict.Classification, frames.Classification);
    }

    private static async Task<ScanDiagnosis> DiagnoseAsync(DiagnosisClient client, IEnumerable<byte[]> files)
    {
        ScanFile[] scan = [.. files.Select(file => new ScanFile(_ => ValueTask.FromResult<ReadOnlyMemory<byte>>(file)))];
        var last = await client.DiagnoseScanAsync(scan, cancellationToken: Cancellation).LastAsync(Cancellation);
        return last.Verdict;
    }

    // In mL, by counting the labels: patient x is 0 in the middle of a phantom.
    private (double Lung, double Left, double Lesions) TrueVolumes()
    {
        var (lung, left, lesions) = (0.0, 0.0, 0.0);
        foreach (var slice in _phantom.RenderSlices(Slices, Cancellation))
        {
            var pixelMl = slice.PixelSpacingMm * slice.PixelSpacingMm * _phantom.LungHeightMm / (Slices - 1) / 1000;
            for (var i = 0; i < slice.LabelMap.Length; i++)
            {
                var label = (PhantomLabel)slice.LabelMap[i];
                lung += label != PhantomLabel.Background ? pixelMl : 0;
                left += label != PhantomLabel.Background && slice.FirstPixelX + (i % slice.Columns * slice.PixelSpacingMm) > 0 ? pixelMl : 0;
                lesions += label is PhantomLabel.GroundGlass or PhantomLabel.Consolidation ? pixelMl : 0;
            }
        }

        return (lung, left, lesions);
    }
}
