using System.Text.Json;
using CovidGrpc.Cli.Diagnosing;
using CovidGrpc.Cli.Diagnosing.Scans;
using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Jobs;

/// <summary>
/// A job as one line of JSON: <c>job</c>, <c>state</c> (pending, running, succeeded, failed, cancelled), <c>source</c> (upload, study),
/// <c>done</c> and <c>total</c> slices, <c>tries</c>, <c>accepted</c> and <c>changed</c> (UTC), <c>error</c>, <c>last_failure</c> (each with
/// <c>reason</c> and <c>message</c>) and <c>verdict</c>, with the keys of a scan's; its files are numbers in the order of the upload.
/// </summary>
internal static class OperationJson
{
    public static string Write(Operation operation) => JsonSerializer.Serialize(
        new
        {
            Job = operation.OperationId,
            State = operation.State.Name(),
            Source = operation.Source.Name(),
            operation.Progress.Done,
            operation.Progress.Total,
            operation.Tries,
            Accepted = operation.CreateTime.ToDateTimeOffset(),
            Changed = operation.UpdateTime.ToDateTimeOffset(),
            Error = Failure(operation.Error),
            LastFailure = Failure(operation.LastFailure),
            Verdict = operation.Verdict is { } verdict ? Verdict(verdict) : null,
        },
        DiagnosisJson.Options);

    private static object? Failure(Google.Rpc.Status? failure) => failure is null ? null : new { Reason = failure.Reason(), failure.Message };

    private static object Verdict(ScanDiagnosis verdict) => new
    {
        Class = verdict.Classification?.DiagnosisClass.Json(),
        verdict.Classification?.Probabilities,
        verdict.Classification?.Logits,
        VolumesMl = verdict.VolumesMl(),
        InvolvementPercent = verdict.InvolvementPercentParts(),
        verdict.DecidingSlices,
        verdict.Slices,
        Series = verdict.Series.Select(series => new
        {
            series.Chosen,
            Reason = series.Chosen ? null : series.Reason,
            series.Images,
            Size = (uint[])[series.Rows, series.Columns],
            SliceDistanceMm = series.HasSliceDistanceMm ? series.SliceDistanceMm : (double?)null,
            series.FirstInstance,
        }),
        Model = DiagnosisJson.Cited(verdict.Model),
        ClassificationModel = DiagnosisJson.Cited(verdict.ClassificationModel),
        Warnings = verdict.Warnings.Select(warning => new { warning.Code, warning.Message }),
        verdict.Notice,
    };
}
