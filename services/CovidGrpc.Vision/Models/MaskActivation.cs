using System.Text.Json.Serialization;

namespace CovidGrpc.Vision.Models;

/// <summary>What becomes of mask logits before they are pasted and compared with the mask threshold.</summary>
public enum MaskActivation
{
    /// <summary>They become probabilities.</summary>
    [JsonStringEnumMemberName("sigmoid")]
    Sigmoid,

    /// <summary>They stay logits, as in the authors' Mask R-CNN: a threshold of 0.5 is a probability of 0.6225.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}
