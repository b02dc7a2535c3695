using System.Text.Encodings.Web;
using System.Text.Json;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Vision.Importing;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Cli.Models;

/// <summary>Models and files with weights as one line of JSON, in snake case.</summary>
internal static class ModelJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary><c>file</c>, <c>format</c>, <c>bytes</c>, <c>root</c>, <c>classes</c>, <c>tensor_count</c>, <c>parameters</c>, <c>dtypes</c>, <c>architecture</c>, <c>backbone</c>, <c>tensors</c> when asked for.</summary>
    public static string Write(string file, FileSummary summary, bool tensors) => JsonSerializer.Serialize(
        new
        {
            File = file,
            Format = summary.Format.Name(),
            summary.Bytes,
            Root = summary.Root.Select(entry => new { entry.Name, Value = entry.Text }),
            summary.Classes,
            NoWeights = summary.WhyNoTensors,
            TensorCount = summary.Tensors.Count,
            Parameters = summary.ParameterCount,
            summary.Dtypes,
            Architecture = summary.Network.Architecture?.Name(),
            Backbone = summary.Network.Backbone?.Name(),
            Tensors = tensors ? summary.Tensors.Select(tensor => new { tensor.Name, tensor.Dtype, tensor.Shape }) : null,
        },
        Options);

    /// <summary><c>folder</c>, <c>name</c>, <c>version</c>, <c>digest</c>, <c>problems</c>.</summary>
    public static string Write(string folder, ModelVerification verification) => JsonSerializer.Serialize(
        new { Folder = folder, verification.Identity?.Name, verification.Identity?.Version, verification.Identity?.Digest, verification.Problems },
        Options);

    /// <summary>A model of a store.</summary>
    public static string Write(ModelFolder model) => JsonSerializer.Serialize(
        new
        {
            model.Identity.Name,
            model.Identity.Version,
            model.Identity.Digest,
            Architecture = model.Manifest.Architecture.Name(),
            Backbone = model.Manifest.Backbone.Name(),
            model.Manifest.Trained,
        },
        Options);

    /// <summary>A model of a gateway.</summary>
    public static string Write(LoadedModel loaded) => JsonSerializer.Serialize(
        new
        {
            loaded.Model.Identity.Name,
            loaded.Model.Identity.Version,
            loaded.Model.Identity.Digest,
            loaded.Model.Architecture,
            loaded.Model.Backbone,
            loaded.Model.Trained,
            loaded.Room,
            loaded.InUse,
            loaded.DefaultModel,
            loaded.Device,
            loaded.MemoryBytes,
            loaded.Replica,
        },
        Options);
}
