using CovidGrpc.Contracts.V1;
using CovidGrpc.Metrics.Classification;

namespace CovidGrpc.Evaluation;

/// <summary>A case in the words of the measures.</summary>
internal static class ClassificationCase
{
    /// <summary>Adds the case of a message.</summary>
    /// <param name="measures">Where it is added.</param>
    /// <param name="number">The message's place in the stream, from 1.</param>
    /// <param name="request">The message.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static void Add(ClassificationMeasures measures, int number, EvaluateClassificationRequest request)
    {
        var group = RequestPart.Group(number, request.Group);
        var truth = ClassOf(request.Truth) ?? throw RequestPart.Wrong(number, "truth", "CLASS", "the true class is not told, or there is no such class.");
        if (request.Prediction is not { } prediction)
        {
            measures.AddUnanswered();
            return;
        }

        var probabilities = prediction.Probabilities is [var control, var pneumonia, var covid] ? new ClassProbabilities(control, pneumonia, covid) : default;
        if (!probabilities.IsValid)
        {
            throw RequestPart.Wrong(number, "prediction.probabilities", "PROBABILITIES", "probabilities are three numbers of 0 to 1 that add up to 1.");
        }

        var said = ClassOf(prediction.DiagnosisClass);
        if (said is { } @class && probabilities[@class] < probabilities[probabilities.Predicted])
        {
            throw RequestPart.Wrong(number, "prediction.diagnosis_class", "CLASS", "the class is not the one of the largest probability.");
        }

        measures.Add(group, truth, probabilities);
    }

    private static CaseClass? ClassOf(DiagnosisClass value) => value switch
    {
        DiagnosisClass.Control => CaseClass.Control,
        DiagnosisClass.CommonPneumonia => CaseClass.CommonPneumonia,
        DiagnosisClass.Covid19 => CaseClass.Covid19,
        _ => null,
    };
}
