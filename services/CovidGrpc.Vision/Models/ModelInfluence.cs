using System.Text.Json.Serialization;
using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;

namespace CovidGrpc.Vision.Models;

/// <summary>Everything about a model that can change an answer. The order of these members is the order of keys under the digest.</summary>
internal sealed record ModelInfluence(
    ModelArchitecture Architecture,
    Backbone Backbone,
    BatchNormMode BatchNorm,
    Normalisation Normalisation,
    DetectionSettings? Detection,
    IReadOnlyList<DiagnosticClass>? Classes,
    double? Temperature,
    string Weights,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PyramidSettings? Pyramid);
