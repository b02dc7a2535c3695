using System.Text;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom;
using CovidGrpc.Dicom.Identity;
using CovidGrpc.Jobs;
using CovidGrpc.Pacs.Studies;
using CovidGrpc.Testing;
using Google.Protobuf;

namespace CovidGrpc.Pacs.Tests;

/// <summary>The bridge between a real Orthanc and a gateway that keeps what it gets.</summary>
public sealed class BridgeTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-bridge-");
    private OrthancServer _orthanc = null!;
    private RecordingGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Queue => Path.Combine(_folder.FullName, "jobs.db");

    public async ValueTask InitializeAsync()
    {
        _orthanc = await OrthancServer.StartAsync(Cancellation);
        _gateway = await RecordingGateway.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        _orthanc?.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task CompleteStudy_IsAnsweredOnce_WithTheSourcesIdentity()
    {
        var slices = CtStudy.Slices(4);
        await StoreAsync(slices[2], slices[0], slices[3], slices[1]);

        await using (var bridge = await StartAsync())
        {
            var job = Assert.Single(await bridge.WaitForJobsAsync(1, Cancellation));
            Assert.Equal((JobState.Succeeded, 1), (job.State, job.Tries));
            Assert.Equal(DiagnosisClass.Covid19, ScanDiagnosis.Parser.ParseFrom(job.Result.Span).Classification.DiagnosisClass);
            // What was stored changes the study's count, and must not count as a change.
            await Task.Delay(TimeSpan.FromSeconds(2), Cancellation);
            Assert.Single(await bridge.WaitForJobsAsync(1, Cancellation));

            var (segmentations, reports) = await bridge.AnswersAsync(Cancellation);
            foreach (var answer in (DicomFile[])[Assert.Single(segmentations), Assert.Single(reports)])
            {
                foreach (var tag in (DicomTag[])[DicomTag.StudyInstanceUid, DicomTag.PatientName, DicomTag.PatientId, DicomTag.PatientBirthDate, DicomTag.AccessionNumber])
                {
                    Assert.Equal(slices[0].Dataset.GetString(tag), answer.Dataset.GetString(tag));
                }
            }

            AssertSquares(segmentations[0].Dataset);
        }

        Assert.Single(_gateway.Scans);
        // A new queue knows nothing; the PACS does.
        File.Delete(Queue);
        await using var again = await StartAsync();
        var repeated = Assert.Single(await again.WaitForJobsAsync(1, Cancellation));
        Assert.Equal("ANSWER_STORED_BEFORE", Assert.Single(ScanDiagnosis.Parser.ParseFrom(repeated.Result.Span).Warnings).Code);
        Assert.Single(_gateway.Scans);
        Assert.Single((await again.AnswersAsync(Cancellation)).Reports);
    }

    [Fact]
    public async Task LateSlice_IsAnsweredAnew_AndNamesTheAnswerBefore()
    {
        await StoreAsync(CtStudy.Slices(3));
        await using var bridge = await StartAsync();
        await bridge.WaitForJobsAsync(1, Cancellation);
        var first = Assert.Single((await bridge.AnswersAsync(Cancellation)).Reports).Dataset;
        Assert.False(first.Contains(DicomTag.PredecessorDocumentsSequence));

        await StoreAsync(CtStudy.Slice(4));
        await bridge.WaitForJobsAsync(2, Cancellation);

        var (segmentations, reports) = await bridge.AnswersAsync(Cancellation);
        Assert.Equal((2, 2), (segmentations.Count, reports.Count));
        var second = Assert.Single(reports, report => report.Dataset.GetString(DicomTag.SopInstanceUid) != first.GetString(DicomTag.SopInstanceUid)).Dataset;
        var predecessor = second.GetItems(DicomTag.PredecessorDocumentsSequence)[0].GetItems(DicomTag.ReferencedSeriesSequence)[0];
        Assert.Equal(first.GetString(DicomTag.SeriesInstanceUid), predecessor.GetString(DicomTag.SeriesInstanceUid));
        Assert.Equal(first.GetString(DicomTag.SopInstanceUid), predecessor.GetItems(DicomTag.ReferencedSopSequence)[0].GetString(DicomTag.ReferencedSopInstanceUid));
    }

    [Fact]
    public async Task NoFrameOfReference_GetsAReportAlone()
    {
        await StoreAsync([.. CtStudy.Slices(3).Select(slice => new DicomFile(slice.Dataset.SetString(DicomTag.FrameOfReferenceUid)))]);
        await using var bridge = await StartAsync();

        var job = Assert.Single(await bridge.WaitForJobsAsync(1, Cancellation));

        Assert.Contains(ScanDiagnosis.Parser.ParseFrom(job.Result.Span).Warnings, warning => warning.Code == "SEGMENTATION_NO_FRAME_OF_REFERENCE");
        Assert.Contains(bridge.Log, line => line.Contains("got a report alone", StringComparison.Ordinal));
        var (segmentations, reports) = await bridge.AnswersAsync(Cancellation);
        Assert.Empty(segmentations);
        Assert.Single(reports);
    }

    [Fact]
    public async Task CoronalStudy_IsSetAsideAtOnce_WithTheReason()
    {
        await StoreAsync([.. CtStudy.Slices(3).Select(slice => new DicomFile(slice.Dataset.SetNumber(DicomTag.ImageOrientationPatient, 1, 0, 0, 0, 0, -1)))]);
        await using var bridge = await StartAsync();

        var job = Assert.Single(await bridge.WaitForJobsAsync(1, Cancellation));

        Assert.Equal((JobState.Failed, 1, "NO_AXIAL_SERIES"), (job.State, job.Tries, job.Error!.Reason));
        Assert.Contains("the planes are not axial", job.Error.Message, StringComparison.Ordinal);
        Assert.Empty(_gateway.Scans);
    }

    [Fact]
    public async Task DamagedStudy_IsSetAsideAtOnce_WithTheReason()
    {
        await StoreAsync([.. CtStudy.Slices(2).Select(slice => new DicomFile(slice.Dataset.SetNumber(DicomTag.BitsAllocated, 7)))]);
        await using var bridge = await StartAsync();

        var job = Assert.Single(await bridge.WaitForJobsAsync(1, Cancellation));

        Assert.Equal((JobState.Failed, 1, "STUDY_UNREADABLE"), (job.State, job.Tries, job.Error!.Reason));
    }

    [Fact]
    public async Task StudyWithoutLung_IsSetAsideAtOnce_AndGetsNoAnswer()
    {
        _gateway.FindsLung = false;
        await StoreAsync(CtStudy.Slices(2));
        await using var bridge = await StartAsync();

        var job = Assert.Single(await bridge.WaitForJobsAsync(1, Cancellation));

        Assert.Equal((JobState.Failed, 1, "STUDY_WITHOUT_LUNG"), (job.State, job.Tries, job.Error!.Reason));
        var (segmentations, reports) = await bridge.AnswersAsync(Cancellation);
        Assert.Empty(segmentations.Concat(reports));
    }

    [Fact]
    public async Task StudyOfCapturesAlone_MakesNoJob_AndIsSetAsideWhenAskedFor()
    {
        await StoreAsync([.. CtStudy.Slices(2).Select(slice => new DicomFile(slice.Dataset.SetString(DicomTag.SopClassUid, DicomUids.SecondaryCaptureImageStorage)))]);
        await using var bridge = await StartAsync();
        var asked = new StudyJob { StudyReference = new StudyKeys(new KeyedUids(new byte[32])).ReferenceOf(CtStudy.StudyUid) };
        await bridge.Jobs.SubmitAsync(new NewJob("asked", JobQueues.Studies, asked.ToByteArray()), Cancellation);
        await Task.Delay(TimeSpan.FromSeconds(2), Cancellation);

        var job = Assert.Single(await bridge.WaitForJobsAsync(1, Cancellation));

        Assert.Equal((JobState.Failed, 1, "STUDY_WITHOUT_CT"), (job.State, job.Tries, job.Error!.Reason));
    }

    [Fact]
    public async Task Gateway_ThatIsBusyOrChangesItsModel_IsAskedAgain()
    {
        (_gateway.Refusals, _gateway.FirstAnswersDigest) = (5, new string('b', 64));
        await StoreAsync(CtStudy.Slices(2));
        await using var bridge = await StartAsync();

        var job = Assert.Single(await bridge.WaitForJobsAsync(1, Cancellation));

        Assert.Equal(JobState.Succeeded, job.State);
        Assert.InRange(job.Tries, 2, 8);
        Assert.Single((await bridge.AnswersAsync(Cancellation)).Reports);
    }

    [Fact]
    public async Task RequestedStudy_IsAnsweredAsItIs_AnUnknownOneIsNot_AChangedOneIsLeftToItsOwnJob()
    {
        var keys = new StudyKeys(new KeyedUids(new byte[32]));
        await StoreAsync(CtStudy.Slices(2));
        await using var bridge = await Bridge.StartAsync(_orthanc, _gateway.Address, Queue, stableAfter: TimeSpan.FromHours(1));
        Task<Job> SubmitAsync(string id, StudyJob job) => bridge.Jobs.SubmitAsync(new NewJob(id, JobQueues.Studies, job.ToByteArray()), Cancellation);

        await SubmitAsync("changed", new StudyJob { StudyReference = keys.ReferenceOf(CtStudy.StudyUid), InstancesDigest = keys.DigestOf(["1.2.3"]) });
        await SubmitAsync("unknown", new StudyJob { StudyReference = keys.ReferenceOf("1.2.3") });
        await SubmitAsync("asked", new StudyJob { StudyReference = keys.ReferenceOf(CtStudy.StudyUid), Options = new DiagnosisOptions { ClassificationOnly = true } });
        var jobs = (await bridge.WaitForJobsAsync(3, Cancellation)).ToDictionary(job => job.Id);

        Assert.Equal("STUDY_CHANGED", Assert.Single(ScanDiagnosis.Parser.ParseFrom(jobs["changed"].Result.Span).Warnings).Code);
        Assert.Equal((JobState.Failed, 8, "STUDY_UNKNOWN"), (jobs["unknown"].State, jobs["unknown"].Tries, jobs["unknown"].Error!.Reason));
        Assert.Equal(2u, ScanDiagnosis.Parser.ParseFrom(jobs["asked"].Result.Span).Slices);
        Assert.Single(_gateway.Scans);
        Assert.Single((await bridge.AnswersAsync(Cancellation)).Segmentations);
    }

    [Fact]
    public async Task NewModel_AnswersAnew()
    {
        await StoreAsync(CtStudy.Slices(2));
        await using var bridge = await StartAsync();
        await bridge.WaitForJobsAsync(1, Cancellation);

        _gateway.Digest = new string('c', 64);
        await bridge.WaitForJobsAsync(2, Cancellation);

        Assert.Equal(2, (await bridge.AnswersAsync(Cancellation)).Reports.Count);
    }

    [Fact]
    public async Task ServicesQueueAndLogs_GetNothingOfThePatient()
    {
        await StoreAsync([.. CtStudy.Slices(2).Select(Marked), Broken()]);
        await using (var bridge = await StartAsync())
        {
            await bridge.WaitForJobsAsync(1, Cancellation);
            Assert.NotEmpty(bridge.Log);
            AssertUnmarked(string.Join('\n', bridge.Log));
        }

        var sent = Assert.Single(_gateway.Scans);
        Assert.Equal(2, sent.Count);
        Assert.All(sent, file => AssertUnmarked(Encoding.Latin1.GetString(file)));
        foreach (var file in _folder.EnumerateFiles())
        {
            AssertUnmarked(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file.FullName, Cancellation)));
        }
    }

    // Of the square, rows first, in every frame of the segments lung and ground-glass opacity.
    private static void AssertSquares(DicomDataset segmentation)
    {
        const int Side = RecordingGateway.LastPixel - RecordingGateway.FirstPixel + 1;
        var (rows, columns) = (segmentation.GetInteger(DicomTag.Rows)!.Value, segmentation.GetInteger(DicomTag.Columns)!.Value);
        var bits = segmentation.Find(DicomTag.PixelData)!.Value.Span;
        for (var frame = 0; frame < 12; frame++)
        {
            var marked = 0;
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    var at = (((frame * rows) + row) * columns) + column;
                    var isMarked = (bits[at / 8] >> (at % 8) & 1) == 1;
                    marked += isMarked ? 1 : 0;
                    Assert.True(!isMarked || (IsInside(row) && IsInside(column)));
                }
            }

            Assert.Equal(frame < 8 ? Side * Side : 0, marked);
        }
    }

    private static bool IsInside(int pixel) => pixel is >= RecordingGateway.FirstPixel and <= RecordingGateway.LastPixel;

    // In sequences, at two depths, in private attributes, and in the place of what is kept.
    private static DicomFile Marked(DicomFile file)
    {
        var mark = Encoding.ASCII.GetBytes(CtStudy.PatientMark + "^NAME");
        var inner = new DicomDataset().SetString(DicomTag.PatientName, CtStudy.PatientMark).SetBytes(new DicomTag(0x0011, 0x1001), DicomVr.LO, mark);
        return new DicomFile(file.Dataset
            .SetSequence(DicomTag.RequestAttributesSequence, new DicomDataset().SetSequence(DicomTag.ReferencedStudySequence, inner))
            .SetBytes(new DicomTag(0x0011, 0x0010), DicomVr.LO, mark)
            .SetBytes(new DicomTag(0x0011, 0x1001), DicomVr.UN, mark)
            .SetString(DicomTag.ConvolutionKernel, CtStudy.PatientMark + "^NAME")
            .SetString(DicomTag.SeriesDescription, CtStudy.PatientMark)
            .SetString(DicomTag.InstitutionName, CtStudy.PatientMark));
    }

    private static DicomFile Broken() => new(CtStudy.Slice(9).Dataset.SetBytes(DicomTag.RescaleSlope, DicomVr.DS, Encoding.ASCII.GetBytes(CtStudy.PatientMark)));

    private static void AssertUnmarked(string text)
    {
        foreach (var mark in (string[])[CtStudy.PatientMark, CtStudy.StudyUid, CtStudy.SeriesUid, "1.2.826.0.1.3680043.8.498", "19600101", "20200229"])
        {
            Assert.DoesNotContain(mark, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    private Task<Bridge> StartAsync() => Bridge.StartAsync(_orthanc, _gateway.Address, Queue);

    private async Task StoreAsync(params DicomFile[] files)
    {
        foreach (var file in files)
        {
            await _orthanc.StoreAsync(file.ToArray(), Cancellation);
        }
    }
}
