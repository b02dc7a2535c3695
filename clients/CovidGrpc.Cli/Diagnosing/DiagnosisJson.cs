using System.Text.Encodings.Web;
using System.Text.Json;
using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Diagnosing;

/// <summary>
/// A diagnosis as one line of JSON: <c>class</c>, <c>probabilities</c> and <c>logits</c> (control, common_pneumonia, covid19),
/// <c>findings</c>, <c>evidence</c>, <c>model</c>, <c>classification_model</c> (when another), <c>window</c>, <c>warnings</c>, <c>timings_ms</c>, <c>cache</c>, <c>notice</c>.
/// </summary>
internal static class DiagnosisJson
{
    /// <summary>How all answers are written.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(string file, DiagnoseResponse diagnosis) => JsonSerializer.Serialize(
        new
        {
            File = file,
            Class = diagnosis.Classification?.DiagnosisClass.Json(),
            Probabilities = diagnosis.Classification?.Probabilities,
            Logits = diagnosis.Classification?.Logits,
            Findings = diagnosis.Findings.Select(finding => new
            {
                Label = finding.Tissue.Json(),
                finding.Score,
                Box = Corners(finding.Box),
                finding.AreaPixels,
                AreaMm2 = finding.HasAreaMm2 ? finding.AreaMm2 : (double?)null,
                Mask = new { Size = (uint[])[finding.Mask.Rows, finding.Mask.Columns], Counts = finding.Mask.Rle },
            }),
            Evidence = diagnosis.Evidence.Select(evidence => new
            {
                Label = evidence.Roi.Tissue.Json(),
                evidence.Roi.Score,
                Box = Corners(evidence.Roi.Box),
                evidence.AttentionPos,
                evidence.AttentionNeg,
            }),
            Model = Cited(diagnosis.Model),
            ClassificationModel = Cited(diagnosis.ClassificationModel),
            Window = diagnosis.Window is { } window ? new { window.Center, window.Width } : null,
            Warnings = diagnosis.Warnings.Select(warning => new { warning.Code, warning.Message }),
            TimingsMs = diagnosis.Timings.ToDictionary(timing => timing.Stage, timing => Math.Round(timing.DurationMs, 3)),
            Cache = diagnosis.Cache.ToString().ToLowerInvariant(),
            diagnosis.Notice,
        },
        Options);

    public static string WriteError(string file, string reason, string message) =>
        JsonSerializer.Serialize(new { File = file, Error = new { Reason = reason, Message = message } }, Options);

    /// <summary>A model as answers cite it.</summary>
    public static object? Cited(Model? model) => model is null ? null : new
    {
        model.Identity.Name,
        model.Identity.Version,
        model.Identity.Digest,
        model.Architecture,
        model.Backbone,
        Precision = model.Precision.ToString().ToLowerInvariant(),
        model.Trained,
        model.Calibrated,
    };

    private static float[] Corners(Box box) => [box.XMin, box.YMin, box.XMax, box.YMax];
}
