using System.Text.Json.Serialization;

namespace CovidGrpc.Vision;

/// <summary>What a slice may show. The value is the index into logits and probabilities.</summary>
public enum DiagnosticClass
{
    /// <summary>Neither pneumonia nor COVID-19.</summary>
    [JsonStringEnumMemberName("control")]
    Control = 0,

    /// <summary>Pneumonia of another cause.</summary>
    [JsonStringEnumMemberName("common_pneumonia")]
    CommonPneumonia = 1,

    /// <summary>COVID-19.</summary>
    [JsonStringEnumMemberName("covid19")]
    Covid19 = 2,
}
