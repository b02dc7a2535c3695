using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Classification;

/// <summary>What a network says of a slice, in the words of the contract.</summary>
internal static class ClassificationContract
{
    public static ClassifyResponse From(Vision.SliceClassification result, Model model, string stage, TimeSpan elapsed)
    {
        var response = new ClassifyResponse
        {
            Classification = new Contracts.V1.Classification { DiagnosisClass = Largest(result.Logits) },
            Model = model,
            Timings = { new StageTiming { Stage = stage, DurationMs = elapsed.TotalMilliseconds } },
        };
        response.Classification.Logits.AddRange(result.Logits);
        response.Classification.Probabilities.AddRange(result.Probabilities);
        response.AttentionPos.AddRange(result.AttentionPositive);
        response.AttentionNeg.AddRange(result.AttentionNegative);
        return response;
    }

    /// <summary>The class of the largest logit.</summary>
    public static DiagnosisClass Largest(float[] logits) => Array.IndexOf(logits, logits.Max()) switch
    {
        0 => DiagnosisClass.Control,
        1 => DiagnosisClass.CommonPneumonia,
        _ => DiagnosisClass.Covid19,
    };
}
