using System.Text.Json;
using System.Text.RegularExpressions;
using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;

namespace CovidGrpc.Vision.Models;

/// <summary>Reads <c>model.json</c> to the end, so that everything wrong with it is told at once.</summary>
internal static partial class ModelManifestReader
{
    private const int LongestText = 4096;

    internal static ModelManifest Read(ReadOnlyMemory<byte> json)
    {
        using var document = ParseJson(json);
        var errors = new List<string>();
        var root = new JsonObjectReader(document.RootElement, "", errors);
        var manifest = new ModelManifest
        {
            SchemaVersion = root.Integer("schema_version", ModelManifest.CurrentSchemaVersion, ModelManifest.CurrentSchemaVersion),
            Name = root.Text("name", 64, NamePattern()),
            Version = root.Text("version", 64, VersionPattern()),
            Architecture = root.Choice<ModelArchitecture>("architecture"),
            Backbone = root.Choice<Backbone>("backbone"),
            Classes = root.Choices<DiagnosticClass>("classes"),
            Tissues = root.Choices<Tissue>("tissues"),
            Anchors = ReadAnchors(root.Object("anchors")),
            Rpn = ReadRpn(root.Object("rpn")),
            Findings = ReadFindings(root.Object("findings")),
            BatchNorm = root.Choice<BatchNormMode>("batch_norm"),
            Normalisation = root.Choice<Normalisation>("normalisation"),
            Temperature = root.Number("temperature", 0.01, 100),
            Calibrated = root.Truth("calibrated"),
            Trained = root.Truth("trained"),
            Provenance = ReadProvenance(root.Object("provenance")),
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

    private static Provenance ReadProvenance(JsonObjectReader provenance)
    {
        var read = new Provenance(
            provenance.Text("description", LongestText),
            provenance.Text("intended_use", LongestText),
            provenance.Text("licence", LongestText));
        provenance.RejectOthers();
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

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._+-]*$")]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\.safetensors$")]
    private static partial Regex FilePattern();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sha256Pattern();
}
