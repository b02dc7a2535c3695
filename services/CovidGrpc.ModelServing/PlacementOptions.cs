using System.ComponentModel.DataAnnotations;
using CovidGrpc.Vision;

namespace CovidGrpc.ModelServing;

/// <summary>Where and how precisely a model computes.</summary>
public class PlacementOptions
{
    /// <summary><c>auto</c> (CUDA where there is one, else CPU), <c>cpu</c>, or <c>cuda:N</c>. Default: that of the room, <c>auto</c>.</summary>
    [RegularExpression(ComputeDevice.Pattern, ErrorMessage = "Device must be auto, cpu or cuda:N")]
    public string? Device { get; set; }

    /// <summary><c>float32</c> or <c>bfloat16</c>. Default: that of the room, <c>float32</c>.</summary>
    [RegularExpression("float32|bfloat16", ErrorMessage = "Precision must be float32 or bfloat16")]
    public string? Precision { get; set; }
}
