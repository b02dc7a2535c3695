using System.Text.Json.Serialization;

namespace CovidGrpc.Vision.Input;

/// <summary>How 8-bit grey values become the numbers that the network reads.</summary>
public enum Normalisation
{
    /// <summary>value / 255.</summary>
    [JsonStringEnumMemberName("unit")]
    Unit,

    /// <summary>value / 255, minus the slice's mean, over its unbiased standard deviation. A constant slice becomes zero.</summary>
    [JsonStringEnumMemberName("zscore")]
    ZScore,

    /// <summary>value / 255, minus ImageNet's mean, over its standard deviation, channel by channel.</summary>
    [JsonStringEnumMemberName("imagenet")]
    ImageNet,
}
