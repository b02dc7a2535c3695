using System.Text.Json.Serialization;

namespace CovidGrpc.Vision.Layers;

/// <summary>The type in which a network's convolutions and linear layers compute.</summary>
public enum Precision
{
    /// <summary>32-bit floating point: the numbers of the original.</summary>
    [JsonStringEnumMemberName("float32")]
    Full,

    /// <summary>16-bit floating point with 8 bits of mantissa: half the memory, other numbers.</summary>
    [JsonStringEnumMemberName("bfloat16")]
    BFloat16,
}
