using System.Text.Json;

namespace CovidGrpc.Cli.Diagnosing.Scans;

/// <summary>
/// A scan as one line of JSON: <c>scan</c>, <c>class</c>, <c>probabilities</c> and <c>logits</c> (control, common_pneumonia, covid19),
/// <c>volumes_ml</c> and <c>involvement_percent</c> (each <c>total</c>, <c>left</c>, <c>right</c>; null when unknown), <c>deciding_slices</c>,
/// <c>slices</c>, <c>series</c>, <c>model</c>, <c>classification_model</c>, <c>warnings</c>, <c>notice</c>.
/// </summary>
internal static class ScanJson
{
    public static string Write(ScanOutcome scan)
    {
        var verdict = scan.Verdict;
        return JsonSerializer.Serialize(
            new
            {
                Scan = scan.Path,
                Class = verdict.Classification?.DiagnosisClass.Json(),
                verdict.Classification?.Probabilities,
                verdict.Classification?.Logits,
                VolumesMl = verdict.VolumesMl(),
                InvolvementPercent = verdict.InvolvementPercentParts(),
                DecidingSlices = verdict.DecidingSlices,
                Slices = scan.Slices.Select(slice => new
                {
                    slice.Index,
                    File = scan.Names[(int)slice.Instance],
                    slice.Frame,
                    Class = slice.Classification?.DiagnosisClass.Json(),
                    slice.Classification?.Probabilities,
                    slice.LungAreaMm2,
                    slice.LesionAreaMm2,
                }),
                Series = verdict.Series.Select(series => new
                {
                    series.Chosen,
                    Reason = series.Chosen ? null : series.Reason,
                    series.Images,
                    Size = (uint[])[series.Rows, series.Columns],
                    SliceDistanceMm = series.HasSliceDistanceMm ? series.SliceDistanceMm : (double?)null,
                    FirstFile = scan.Names[(int)series.FirstInstance],
                }),
                Model = DiagnosisJson.Cited(verdict.Model),
                ClassificationModel = DiagnosisJson.Cited(verdict.ClassificationModel),
                Warnings = verdict.Warnings.Select(warning => new { warning.Code, warning.Message }),
                verdict.Notice,
            },
            DiagnosisJson.Options);
    }
}
