using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Diagnosing;

/// <summary>Names of classes and tissues, for JSON and for people.</summary>
internal static class Names
{
    /// <summary>The classes in the order of probabilities and logits.</summary>
    public static IReadOnlyList<DiagnosisClass> Classes { get; } = [DiagnosisClass.Control, DiagnosisClass.CommonPneumonia, DiagnosisClass.Covid19];

    public static string Json(this DiagnosisClass diagnosis) => diagnosis switch
    {
        DiagnosisClass.Control => "control",
        DiagnosisClass.CommonPneumonia => "common_pneumonia",
        DiagnosisClass.Covid19 => "covid19",
        _ => "unspecified",
    };

    public static string Json(this Tissue tissue) => tissue switch
    {
        Tissue.Lung => "lung",
        Tissue.GroundGlassOpacity => "ground_glass_opacity",
        Tissue.Consolidation => "consolidation",
        _ => "unspecified",
    };

    public static string Text(this DiagnosisClass diagnosis) => diagnosis switch
    {
        DiagnosisClass.Control => "control",
        DiagnosisClass.CommonPneumonia => "common pneumonia",
        DiagnosisClass.Covid19 => "COVID-19",
        _ => "unspecified",
    };

    public static string Text(this Tissue tissue) => tissue.Json().Replace('_', ' ');
}
