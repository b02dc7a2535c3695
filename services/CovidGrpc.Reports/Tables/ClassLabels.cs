using CovidGrpc.Metrics.Classification;

namespace CovidGrpc.Reports.Tables;

/// <summary>The classes as people write them.</summary>
internal static class ClassLabels
{
    public static string Of(CaseClass value) => value switch
    {
        CaseClass.Control => "control",
        CaseClass.CommonPneumonia => "common pneumonia",
        CaseClass.Covid19 => "COVID-19",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
