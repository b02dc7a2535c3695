using System.Text.Json.Serialization;

namespace CovidGrpc.Vision.Importing;

/// <summary>The formats of files with weights.</summary>
public enum WeightFileFormat
{
    /// <summary>A checkpoint of torch 1.6 or later.</summary>
    [JsonStringEnumMemberName("pytorch zip")]
    PyTorchZip,

    /// <summary>A checkpoint as torch wrote it up to 1.5.</summary>
    [JsonStringEnumMemberName("pytorch legacy")]
    PyTorchLegacy,

    /// <summary>safetensors.</summary>
    [JsonStringEnumMemberName("safetensors")]
    Safetensors,
}
