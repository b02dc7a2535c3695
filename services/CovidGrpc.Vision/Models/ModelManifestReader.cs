using System.Text.Json;
using System.Text.RegularExpressions;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;

namespace CovidGrpc.Vision.Models;

/// <summary>Reads <c>model.json</c> to the end, so that everything wrong with it is told at once.</summary>
internal static partial class ModelManifestReader
{
    private const int LongestText = 4096;
    private const int MostMetrics = 256;
    private const double LargestFigure = 1e6;

    internal static ModelManifest Read(ReadOnlyMemory<byte> json)
    {
        using var document = ParseJson(json);
        var errors = new List<string>();
        var root = new JsonObjectReader(document.RootElement, "", errors);
        var architecture = root.Choice<ModelArchitecture>("architecture");
        var manifest = new ModelManifest
        {
            SchemaVersion = root.Integer("schema_version", ModelManifest.CurrentSchemaVersion, ModelManifest.CurrentSchemaVersion),
            Name = root.Text("name", 64, NamePattern()),
            Version = root.Text("version", 64, VersionPattern()),
            Architecture = architecture,
            Backbone = root.Choice("backbone", architecture.Backbones()),
            BatchNorm = root.Choice<BatchNormMode>("batch_norm"),
            Pyramid = architecture == ModelArchitecture.OneShotLstmAttention && root.Has("pyramid") ? ReadPyramid(root.Object("pyramid"), errors) : null,
            Normalisation = root.Choice<Normalisation>("normalisation"),
            Detection = architecture.Segments() ? ReadDetection(root.Object("detection"), architecture) : null,
            Classification = architecture.Classifies() ? ReadClassification(root.Object("classification")) : null,
            Trained = root.Truth("trained"),
            Card = ReadCard(root.Object("card")),
            Weights = ReadWeights(root.Object("weights"), errors),
        };
        root.RejectOthers();
        return errors.Count == 0 ? manifest : throw new ModelFolderException(ModelFolder.ManifestName, errors);
    }

    private static JsonDocument ParseJson(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw new ModelFolderException(ModelFolder.ManifestName, [$"it is not valid JSON (line {e.LineNumber + 1})"], e);
        }
    }

    private static DetectionSettings ReadDetection(JsonObjectReader detection, ModelArchitecture architecture)
    {
        var read = new DetectionSettings(
            architecture == ModelArchitecture.MaskRcnn ? detection.Some<Tissue>("tissues") : detection.All<Tissue>("tissues"),
            ReadAnchors(detection.Object("anchors")),
            ReadRpn(detection.Object("rpn")),
            detection.Number("nms_threshold", 0, 1),
            detection.Choice<MaskActivation>("mask_activation"),
            ReadFindings(detection.Object("findings")));
        detection.RejectOthers();
        return read;
    }

    private static ClassificationSettings ReadClassification(JsonObjectReader classification)
    {
        var read = new ClassificationSettings(
            classification.All<DiagnosticClass>("classes"),
            classification.Number("temperature", 0.01, 100),
            classification.Truth("calibrated"));
        classification.RejectOthers();
        return read;
    }

    private static PyramidSettings ReadPyramid(JsonObjectReader pyramid, List<string> errors)
    {
        var read = new PyramidSettings(pyramid.Integer("stride", 16, 32), pyramid.Integer("channels", 32, 256));
        if (read.Stride is not (16 or 32))
            errors.Add("pyramid.stride must be 16 or 32");
        pyramid.RejectOthers();
        return read;
    }

    private static AnchorSettings ReadAnchors(JsonObjectReader anchors)
    {
        var read = new AnchorSettings(anchors.Numbers("sizes", 0.5, 1024, 16), anchors.Numbers("ratios", 0.01, 100, 16));
        anchors.RejectOthers();
        return read;
    }

    private static RpnSettings ReadRpn(JsonObjectReader rpn)
    {
        var read = new RpnSettings(
            rpn.Integer("pre_nms_top_n", 1, 2000),
            rpn.Integer("post_nms_top_n", 1, 1000),
            rpn.Number("nms_threshold", 0, 1));
        rpn.RejectOthers();
        return read;
    }

    private static FindingSettings ReadFindings(JsonObjectReader findings)
    {
        var read = new FindingSettings(
            findings.Number("score_threshold", 0, 1),
            findings.Integer("max_per_slice", 1, SegmentationParameters.LargestMaxFindings));
        findings.RejectOthers();
        return read;
    }

    private static CardSettings ReadCard(JsonObjectReader card)
    {
        var read = new CardSettings(
            card.Text("description", LongestText),
            card.Text("intended_use", LongestText),
            card.Text("data", LongestText),
            card.Text("limits", LongestText),
            card.Text("licence", LongestText),
            [.. card.Objects("metrics", MostMetrics).Select(ReadMetric)]);
        card.RejectOthers();
        return read;
    }

    private static CardMetric ReadMetric(JsonObjectReader metric)
    {
        var read = new CardMetric(
            metric.Text("name", 128),
            metric.Text("data", 256),
            metric.Number("value", -LargestFigure, LargestFigure),
            metric.Number("low", -LargestFigure, LargestFigure),
            metric.Number("high", -LargestFigure, LargestFigure));
        metric.RejectOthers();
        return read;
    }

    private static WeightsReference ReadWeights(JsonObjectReader weights, List<string> errors)
    {
        var read = weights.Has("rule")
            ? new WeightsReference(null, null, weights.Text("rule", 64))
            : new WeightsReference(weights.Text("file", 128, FilePattern()), weights.Text("sha256", 64, Sha256Pattern()), null);
        if (read.Rule is not (null or "" or WeightsReference.GeneratedRule))
            errors.Add($"weights.rule must be \"{WeightsReference.GeneratedRule}\"");
        weights.RejectOthers();
        return read;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]*$")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$")]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\.safetensors$")]
    private static partial Regex FilePattern();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sha256Pattern();
}
