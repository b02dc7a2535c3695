using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom;
using CovidGrpc.Jobs;
using CovidGrpc.Pacs.Tests;
using CovidGrpc.Suite;
using CovidGrpc.Testing;
using CovidGrpc.Training.Phantoms;

namespace CovidGrpc.Stack.Tests;

/// <summary>A phantom study through a real Orthanc, the bridge and all services with the demo model, and back.</summary>
public sealed class PacsBridgeTests : IAsyncLifetime
{
    private const int Slices = 5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-bridge-");
    private OrthancServer _orthanc = null!;
    private CovidSuite _suite = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Command.Require("dciodvfy", "apt-get install dicom3tools");
        _orthanc = await OrthancServer.StartAsync(Cancellation);
        _suite = await CovidSuite.StartAsync(
            new SuiteOptions(new ModelChoice(Repository.PathOf("deploy", "models", "demo"))) { GrpcUrl = "http://127.0.0.1:0" }, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_suite is not null)
        {
            await _suite.DisposeAsync();
        }

        _orthanc?.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task StudyByStorescu_OneFileAtATimeOutOfOrder_GetsOneSegmentationAndOneReport()
    {
        var paths = await WriteAsync(hasFrameOfReference: true);
        // A study that grows is StudyWatcherTests' matter: no pause between two files may look like its end.
        await _orthanc.SendAsync([paths[3], paths[0], paths[2], paths[1]], Cancellation);
        await using (var bridge = await StartAsync("first"))
        {
            var verdict = VerdictOf(Assert.Single(await bridge.WaitForJobsAsync(1, Cancellation)));

            Assert.Equal(DiagnosisClass.Covid19, verdict.Classification.DiagnosisClass);
            var (segmentations, reports) = await bridge.AnswersAsync(Cancellation);
            var source = DicomFile.Read(await File.ReadAllBytesAsync(paths[0], Cancellation)).Dataset;
            foreach (var answer in (DicomFile[])[Assert.Single(segmentations), Assert.Single(reports)])
            {
                Assert.All((DicomTag[])[DicomTag.StudyInstanceUid, DicomTag.PatientName, DicomTag.PatientId], tag =>
                    Assert.Equal(source.GetString(tag), answer.Dataset.GetString(tag)));
                await ValidateAsync(answer);
            }

            Assert.Equal(VolumeOf(segmentations[0].Dataset, segment: 0), verdict.Volumes[0].TotalMl, 0.02 * verdict.Volumes[0].TotalMl);

            await _orthanc.SendAsync([paths[4]], Cancellation);
            await bridge.WaitForJobsAsync(2, Cancellation);
            (segmentations, var both) = await bridge.AnswersAsync(Cancellation);
            Assert.Equal((2, 2), (segmentations.Count, both.Count));
            var second = Assert.Single(both, report => report.Dataset.Contains(DicomTag.PredecessorDocumentsSequence));
            Assert.NotEqual(reports[0].Dataset.GetString(DicomTag.SopInstanceUid), second.Dataset.GetString(DicomTag.SopInstanceUid));
            await ValidateAsync(second);
        }

        await using var again = await StartAsync("second");
        Assert.Equal("ANSWER_STORED_BEFORE", VerdictOf(Assert.Single(await again.WaitForJobsAsync(1, Cancellation))).Warnings[0].Code);
        Assert.Equal(2, (await again.AnswersAsync(Cancellation)).Reports.Count);
    }

    [Fact]
    public async Task StudyWithoutFrameOfReference_GetsAReportAlone()
    {
        await _orthanc.SendAsync((await WriteAsync(hasFrameOfReference: false))[..3], Cancellation);
        await using var bridge = await StartAsync("first");

        Assert.Equal(JobState.Succeeded, Assert.Single(await bridge.WaitForJobsAsync(1, Cancellation)).State);

        var (segmentations, reports) = await bridge.AnswersAsync(Cancellation);
        Assert.Empty(segmentations);
        await ValidateAsync(Assert.Single(reports));
    }

    private Task<Bridge> StartAsync(string queue) => Bridge.StartAsync(_orthanc, _suite.GrpcAddress!, Path.Combine(_folder.FullName, queue));

    private async Task<string[]> WriteAsync(bool hasFrameOfReference)
    {
        var phantom = ChestPhantom.Create(new PhantomOptions(700_003, PhantomClass.Covid19));
        var paths = new List<string>();
        foreach (var file in new PhantomDicomSeries(phantom, Slices).CreateFiles(Cancellation))
        {
            file.Dataset.SetString(DicomTag.StudyDate, "20200229");
            if (!hasFrameOfReference)
            {
                file.Dataset.SetString(DicomTag.FrameOfReferenceUid);
            }

            paths.Add(Path.Combine(_folder.FullName, $"{paths.Count}.dcm"));
            await File.WriteAllBytesAsync(paths[^1], file.ToArray(), Cancellation);
        }

        return [.. paths];
    }

    private async Task ValidateAsync(DicomFile answer)
    {
        var path = Path.Combine(_folder.FullName, "answer.dcm");
        await File.WriteAllBytesAsync(path, answer.ToArray(), Cancellation);
        await Command.OutputOfAsync("dciodvfy", "-new", path);
    }

    private static ScanDiagnosis VerdictOf(Job job)
    {
        Assert.Equal(JobState.Succeeded, job.State);
        return ScanDiagnosis.Parser.ParseFrom(job.Result.Span);
    }

    // In mL, from the bits of a segment's frames; the slabs of the outermost slices count whole.
    private static double VolumeOf(DicomDataset segmentation, int segment)
    {
        var measures = segmentation.GetItems(DicomTag.SharedFunctionalGroupsSequence)[0].GetItems(DicomTag.PixelMeasuresSequence)[0];
        var spacing = measures.GetDecimals(DicomTag.PixelSpacing);
        var frames = segmentation.GetInteger(DicomTag.NumberOfFrames)!.Value / 3;
        var bytes = segmentation.GetInteger(DicomTag.Rows)!.Value * segmentation.GetInteger(DicomTag.Columns)!.Value / 8 * frames;
        var bits = segmentation.Find(DicomTag.PixelData)!.Value.Span.Slice(segment * bytes, bytes);
        var pixels = 0L;
        foreach (var group in bits)
        {
            pixels += byte.PopCount(group);
        }

        return pixels * spacing[0] * spacing[1] * measures.GetDecimal(DicomTag.SliceThickness)!.Value / 1000;
    }
}
