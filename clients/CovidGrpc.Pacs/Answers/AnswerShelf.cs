using CovidGrpc.Dicom;
using CovidGrpc.Dicom.Answers;
using CovidGrpc.Jobs;
using CovidGrpc.Pacs.DicomWeb;
using Grpc.Core;

namespace CovidGrpc.Pacs.Answers;

/// <summary>The answers that lie in a study of the PACS.</summary>
internal sealed class AnswerShelf(DicomWebClient pacs)
{
    /// <summary>Whether all answers of a context lie there: report and, where there can be one, segmentation.</summary>
    /// <exception cref="DicomWebException">The PACS failed.</exception>
    public async Task<bool> HoldsAsync(AnswerContext answer, CancellationToken cancellationToken)
    {
        var study = answer.Source.StudyInstanceUid;
        return await pacs.HasInstanceAsync(study, answer.ReportInstanceUid, cancellationToken)
            && (answer.Source.Obstacle is not null || await pacs.HasInstanceAsync(study, answer.SegmentationInstanceUid, cancellationToken));
    }

    /// <summary>The newest report of this software on a study, other than the one of a context; null when there is none.</summary>
    /// <exception cref="DicomWebException">The PACS failed.</exception>
    public async Task<EarlierReport?> FindEarlierAsync(AnswerContext answer, CancellationToken cancellationToken)
    {
        var study = answer.Source.StudyInstanceUid;
        var reports = new List<(string Time, EarlierReport Report)>();
        foreach (var series in await pacs.FindReportSeriesAsync(study, AnswerContext.Manufacturer, cancellationToken))
        {
            foreach (var document in await pacs.GetMetadataAsync(study, series, cancellationToken))
            {
                if (document.GetString(DicomTag.Manufacturer) == AnswerContext.Manufacturer
                    && document.GetString(DicomTag.SopClassUid) is DicomUids.Comprehensive3DSrStorage and var sopClass
                    && document.GetString(DicomTag.SopInstanceUid) is { } instance && instance != answer.ReportInstanceUid)
                {
                    reports.Add(($"{document.GetString(DicomTag.ContentDate)} {document.GetString(DicomTag.ContentTime)}", new EarlierReport(series, sopClass, instance)));
                }
            }
        }

        return reports.OrderBy(found => found.Time, StringComparer.Ordinal).ThenBy(found => found.Report.SopInstanceUid, StringComparer.Ordinal).LastOrDefault().Report;
    }

    /// <summary>Stores answers, and looks whether they are there.</summary>
    /// <exception cref="DicomWebException">The PACS failed, or refused one.</exception>
    /// <exception cref="JobFailedException">It took them, and does not show them.</exception>
    public async Task StoreAsync(AnswerContext answer, IReadOnlyList<DicomFile> files, CancellationToken cancellationToken)
    {
        await pacs.StoreAsync(answer.Source.StudyInstanceUid, files, cancellationToken);
        if (!await HoldsAsync(answer, cancellationToken))
        {
            throw JobFailures.Passing(StatusCode.Unavailable, "ANSWER_NOT_SHOWN", "The PACS took the answers, but a search does not find them.");
        }
    }
}
