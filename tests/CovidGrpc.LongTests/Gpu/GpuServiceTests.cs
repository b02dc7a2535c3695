using System.Globalization;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Suite;
using CovidGrpc.Testing;
using CovidGrpc.Training.Phantoms;

namespace CovidGrpc.LongTests.Gpu;

/// <summary>All services with the network on a GPU, held against the same on the CPU.</summary>
public sealed class GpuServiceTests(ITestOutputHelper output)
{
    private const int Slices = 48;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DiagnoseScan_OnTheGpu_DiagnosisOfTheCpu()
    {
        Cuda.Require();
        var phantom = ChestPhantom.Create(new PhantomOptions(Seed: 11, PhantomClass.Covid19));
        var files = new PhantomDicomSeries(phantom, Slices).CreateFiles(Cancellation).Select(file => file.ToArray()).ToArray();

        var expected = await DiagnoseAsync(files, "cpu");
        var actual = await DiagnoseAsync(files, "cuda:0");

        Assert.Equal(Slices, actual.Slices.Count);
        foreach (var (one, other) in expected.Slices.Zip(actual.Slices))
        {
            Assert.Equal(one.Classification?.DiagnosisClass, other.Classification?.DiagnosisClass);
            Assert.Equal(one.Findings.Select(finding => finding.Tissue), other.Findings.Select(finding => finding.Tissue));
        }

        Assert.Equal(expected.Verdict.Classification.DiagnosisClass, actual.Verdict.Classification.DiagnosisClass);
        Assert.Equal(expected.Verdict.InvolvementPercent, actual.Verdict.InvolvementPercent, 1.0);
    }

    private async Task<(IReadOnlyList<DiagnoseResponse> Slices, ScanDiagnosis Verdict)> DiagnoseAsync(byte[][] files, string device)
    {
        var options = new SuiteOptions(new ModelChoice(Repository.PathOf("deploy", "models", "demo"))) { Settings = new Dictionary<string, string?> { ["Model:Device"] = device } };
        await using var suite = await CovidSuite.StartAsync(options, Cancellation);
        using var client = new DiagnosisClient(suite.Channel);
        var models = await new ModelService.ModelServiceClient(suite.Channel).ListModelsAsync(new ListModelsRequest(), cancellationToken: Cancellation);
        Assert.All(models.Models, model => Assert.StartsWith(device.Split(':')[0], model.Device, StringComparison.Ordinal));
        var started = TimeProvider.System.GetTimestamp();
        var scan = files.Select(file => new ScanFile(_ => ValueTask.FromResult<ReadOnlyMemory<byte>>(file))).ToList();
        var (slices, verdict) = (new List<DiagnoseResponse>(), default(ScanDiagnosis));
        await foreach (var response in client.DiagnoseScanAsync(scan, cancellationToken: Cancellation))
        {
            if (response.Slice is { } slice)
                slices.Add(slice.Diagnosis);
            verdict = response.Verdict ?? verdict;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{device}: {files.Length / TimeProvider.System.GetElapsedTime(started).TotalSeconds:F1} slices/s"));
        return (slices, verdict!);
    }
}
