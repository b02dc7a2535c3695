using System.Text.Json.Serialization;

namespace CovidGrpc.Vision;

/// <summary>What a finding is made of. The value is the network's label; 0 is the background and never reported.</summary>
public enum Tissue
{
    /// <summary>Healthy lung.</summary>
    [JsonStringEnumMemberName("lung")]
    Lung = 1,

    /// <summary>Ground-glass opacity.</summary>
    [JsonStringEnumMemberName("ground_glass_opacity")]
    GroundGlassOpacity = 2,

    /// <summary>Consolidation.</summary>
    [JsonStringEnumMemberName("consolidation")]
    Consolidation = 3,
}
