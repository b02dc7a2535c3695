using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Weights;

namespace CovidGrpc.Vision.Models;

/// <summary>What <c>model.json</c> says. Snake case in the file; every property is required but
/// the sections that the architecture has no use for, none other is allowed.</summary>
public sealed record ModelManifest
{
    /// <summary>The only schema version so far.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of the file's layout.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>Name in the model store: lower-case letters, digits, dot, dash, underscore; at most 64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the model: letters, digits, dot, dash, plus, underscore; at most 64 characters.</summary>
    public required string Version { get; init; }

    /// <summary>Which network.</summary>
    public required ModelArchitecture Architecture { get; init; }

    /// <summary>Which convolutional network it stands on.</summary>
    public required Backbone Backbone { get; init; }

    /// <summary>Where batch norm takes its statistics from.</summary>
    public required BatchNormMode BatchNorm { get; init; }

    /// <summary>The feature map, where it is not <see cref="PyramidSettings.Authors"/>; one-shot networks only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PyramidSettings? Pyramid { get; init; }

    /// <summary>What the network reads.</summary>
    public required Normalisation Normalisation { get; init; }

    /// <summary>How objects are found; null when the architecture finds none.</summary>
    public required DetectionSettings? Detection { get; init; }

    /// <summary>How the class is told; null when the architecture tells none.</summary>
    public required ClassificationSettings? Classification { get; init; }

    /// <summary>False for weights that never saw an image: the answers then mean nothing.</summary>
    public required bool Trained { get; init; }

    /// <summary>For people.</summary>
    public required CardSettings Card { get; init; }

    /// <summary>Where the weights are.</summary>
    public required WeightsReference Weights { get; init; }

    /// <summary>Reads and checks a manifest.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <exception cref="ModelFolderException">It is no JSON, or something in it is missing, unknown or out of range; all of it is listed.</exception>
    public static ModelManifest Parse(ReadOnlyMemory<byte> json)
    {
        return ModelManifestReader.Read(json);
    }

    /// <summary>The manifest as indented UTF-8 JSON.</summary>
    public byte[] ToJson()
    {
        return JsonSerializer.SerializeToUtf8Bytes(this, ModelManifestJson.Default.ModelManifest);
    }

    /// <summary>
    /// SHA-256, lower-case hexadecimal, of a canonical JSON text with fixed order of keys that holds architecture, backbone, batch_norm,
    /// normalisation, detection, the temperature and classes of classification, either the SHA-256 of the weights' file or the name and
    /// version of the rule that makes them, and the pyramid where the manifest has one. Name, version, card and the layout of the file play no part.
    /// </summary>
    public string ComputeDigest()
    {
        var influence = new ModelInfluence(
            Architecture,
            Backbone,
            BatchNorm,
            Normalisation,
            Detection,
            Classification?.Classes,
            Classification?.Temperature,
            Weights.Sha256 is { } digest ? $"sha256:{digest}" : GeneratedWeights.RuleIdentity,
            Pyramid);
        var canonical = JsonSerializer.SerializeToUtf8Bytes(influence, ModelInfluenceJson.Default.ModelInfluence);
        return Convert.ToHexStringLower(SHA256.HashData(canonical));
    }
}
