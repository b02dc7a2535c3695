using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom;
using CovidGrpc.Dicom.Answers;
using CovidGrpc.Jobs;
using CovidGrpc.Pacs.DicomWeb;
using CovidGrpc.Pacs.Studies;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Pacs.Answers;

/// <summary>
/// A study's way: reference ▸ CT images ▸ axial series ▸ gateway ▸ segmentation and report ▸ PACS. Identifiers and dates of the answers derive
/// from study, chosen images and models, so that a job that is done twice stores the same objects, and one that was done stores nothing.
/// </summary>
internal sealed class StudyJobHandler(
    StudyDirectory directory,
    StudyKeys keys,
    DicomWebClient pacs,
    StudyReader reader,
    GatewayModels models,
    DiagnosisClient gateway,
    AnswerShelf shelf,
    IOptions<PacsOptions> options,
    TimeProvider time,
    ILogger<StudyJobHandler> log) : IJobHandler
{
    /// <inheritdoc/>
    public string Queue => JobQueues.Studies;

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> RunAsync(Job job, IProgress<(uint Done, uint Total)> progress, CancellationToken cancellationToken)
    {
        try
        {
            return (await AnswerAsync(StudyJob.Parser.ParseFrom(job.Payload.Span), job.Created, progress, cancellationToken)).ToByteArray();
        }
        catch (DicomWebException e)
        {
            throw JobFailures.Of(e);
        }
        catch (DiagnosisException e)
        {
            throw JobFailures.Of(e);
        }
    }

    private async Task<ScanDiagnosis> AnswerAsync(StudyJob job, DateTimeOffset created, IProgress<(uint Done, uint Total)> progress, CancellationToken cancellationToken)
    {
        var study = await directory.FindAsync(job.StudyReference, cancellationToken)
            ?? throw JobFailures.Passing(StatusCode.NotFound, "STUDY_UNKNOWN", "The PACS shows no CT study of this reference within the last Pacs:Days.");
        FoundInstance[] images = [.. (await pacs.FindInstancesAsync(study, cancellationToken)).Where(instance => instance.IsCt)];
        if (images.Length == 0)
        {
            throw JobFailures.Final(StatusCode.FailedPrecondition, "STUDY_WITHOUT_CT", "The study holds no CT image.");
        }

        if (job.InstancesDigest.Length > 0 && keys.DigestOf(images.Select(image => image.InstanceUid)) != job.InstancesDigest)
        {
            return Told("STUDY_CHANGED", "The images of the study have changed since: another job answers for them.");
        }

        var scan = await reader.ChooseAsync(images, cancellationToken);
        var settings = job.Options?.Clone() ?? new DiagnosisOptions();
        var answering = await models.FindAsync(settings, cancellationToken);
        (settings.ModelDigest, settings.ClassificationOnly) = (answering.Finder.Digest, false);

        var answer = new AnswerContext(scan.Series, answering.Cited, KeyOf(scan, answering, settings.Window), TimeZoneInfo.ConvertTime(created, time.LocalTimeZone));
        if (await shelf.HoldsAsync(answer, cancellationToken))
        {
            PacsLog.AnsweredBefore(log, job.StudyReference);
            return Told("ANSWER_STORED_BEFORE", "Segmentation and report of these images and models lie in the study already.");
        }

        var findings = new ScanFindings(scan);
        var verdict = await DiagnoseAsync(scan, settings, findings, progress, cancellationToken);
        if (!answering.Gave(verdict))
        {
            throw JobFailures.Passing(StatusCode.Aborted, "MODEL_CHANGED", "The model was exchanged while the study was under way.");
        }

        if (verdict.Slices != scan.Series.Images.Count)
        {
            throw JobFailures.Passing(StatusCode.Internal, "ANSWER_DOES_NOT_FIT", $"The gateway read {verdict.Slices} of {scan.Series.Images.Count} slices.");
        }

        if (findings.Slices == 0)
        {
            throw JobFailures.Final(StatusCode.FailedPrecondition, "STUDY_UNREADABLE", $"No slice could be diagnosed: {string.Join(' ', verdict.Warnings.Select(warning => warning.Message))}");
        }

        if (VerdictMeasurements.Of(verdict) is { LungVolume: 0 })
        {
            throw JobFailures.Final(StatusCode.FailedPrecondition, "STUDY_WITHOUT_LUNG", "No lung was found: this is no CT of the chest, or none that the model can read.");
        }

        await shelf.StoreAsync(answer, await WriteAsync(answer, findings, verdict, cancellationToken), cancellationToken);
        if (scan.Series.Obstacle is { } obstacle)
        {
            PacsLog.NoSegmentation(log, job.StudyReference, obstacle.Code, obstacle.Message);
            verdict.Warnings.Add(new Warning { Code = obstacle.Code, Message = obstacle.Message });
        }

        PacsLog.Answered(log, job.StudyReference, findings.Slices);
        return verdict;
    }

    private async Task<ScanDiagnosis> DiagnoseAsync(
        ChosenScan scan, DiagnosisOptions settings, ScanFindings findings, IProgress<(uint Done, uint Total)> progress, CancellationToken cancellationToken)
    {
        ScanFile[] files = [.. scan.Files.Select(file => new ScanFile(async token => await pacs.RetrieveAsync(file, token)))];
        ScanDiagnosis? verdict = null;
        await foreach (var response in gateway.DiagnoseScanAsync(files, settings, options.Value.DiagnosisTimeout, cancellationToken))
        {
            switch (response.ContentCase)
            {
                case DiagnoseScanResponse.ContentOneofCase.Progress:
                    progress.Report((response.Progress.Done, response.Progress.Total));
                    break;
                case DiagnoseScanResponse.ContentOneofCase.Slice:
                    findings.Add(response.Slice);
                    break;
                case DiagnoseScanResponse.ContentOneofCase.Verdict:
                    verdict = response.Verdict;
                    break;
            }
        }

        return verdict ?? throw JobFailures.Passing(StatusCode.Internal, "ANSWER_DOES_NOT_FIT", "The gateway answered without a verdict.");
    }

    private async Task<IReadOnlyList<DicomFile>> WriteAsync(AnswerContext answer, ScanFindings findings, ScanDiagnosis verdict, CancellationToken cancellationToken)
    {
        var segmentation = SegmentationDocument.Write(answer, findings.Masks);
        var report = ReportDocument.Write(answer, VerdictMeasurements.Of(verdict), segmentation, await shelf.FindEarlierAsync(answer, cancellationToken));
        return segmentation is null ? [report] : [segmentation.File, report];
    }

    // Goes into hashes alone, which stand beside the identifiers that it is made of.
    private static string KeyOf(ChosenScan scan, AnsweringModels answering, Window? window) =>
        string.Join('\n', scan.Series.StudyInstanceUid, StudyKeys.Digest(scan.Files.Select(file => file.InstanceUid)), answering.Key, window?.ToString());

    private static ScanDiagnosis Told(string code, string message) => new()
    {
        Warnings = { new Warning { Code = code, Message = message } },
        Notice = AnswerContext.Notice,
    };
}
