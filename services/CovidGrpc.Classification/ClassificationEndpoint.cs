using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.ModelServing;
using CovidGrpc.Vision;
using Grpc.Core;

namespace CovidGrpc.Classification;

/// <summary><c>covid.v1.ClassificationService</c> for the LSTMs and heads of a one-shot model.</summary>
internal sealed class ClassificationEndpoint(ServedModel<OneShotClassifier> model, TimeProvider time) : ClassificationService.ClassificationServiceBase
{
    public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context)
    {
        var network = model.Network;
        var sequence = Check(request, network.Identity.Digest);

        var started = time.GetTimestamp();
        var result = network.Value.Classify(sequence.Values.ToArray(), context.CancellationToken);
        var response = new ClassifyResponse
        {
            Classification = new Contracts.V1.Classification { DiagnosisClass = Largest(result.Logits) },
            Model = network.Contract,
            Timings = { new StageTiming { Stage = "lstm", DurationMs = time.GetElapsedTime(started).TotalMilliseconds } },
        };
        response.Classification.Logits.AddRange(result.Logits);
        response.Classification.Probabilities.AddRange(result.Probabilities);
        response.AttentionPos.AddRange(result.AttentionPositive);
        response.AttentionNeg.AddRange(result.AttentionNegative);
        return Task.FromResult(response);
    }

    private static Contracts.V1.RoiSequence Check(ClassifyRequest request, string digest)
    {
        if (request.InputCase == ClassifyRequest.InputOneofCase.Slice)
        {
            throw Fault.Precondition("slice", "MODEL_READS_SEQUENCES", "The loaded model reads RoI sequences, not slices.").ToRpcException();
        }

        if (request.Sequence is not { } sequence)
        {
            throw Fault.InvalidField("sequence", "SEQUENCE_MISSING", "The request holds no RoI sequence.").ToRpcException();
        }

        if (sequence.Model?.Digest != digest)
        {
            throw Fault.Precondition(
                "sequence.model.digest", "MODEL_DIGEST_MISMATCH", "The RoI sequence was made by another model than the one that is loaded here.").ToRpcException();
        }

        const int Values = Vision.RoiSequence.Length * Vision.RoiSequence.Width;
        if (sequence.Values.Count != Values || !sequence.Values.All(float.IsFinite))
        {
            throw Fault.InvalidField("sequence.values", "SEQUENCE_VALUES", $"A RoI sequence holds {Values} finite numbers.").ToRpcException();
        }

        return sequence;
    }

    private static DiagnosisClass Largest(float[] logits) => Array.IndexOf(logits, logits.Max()) switch
    {
        0 => DiagnosisClass.Control,
        1 => DiagnosisClass.CommonPneumonia,
        _ => DiagnosisClass.Covid19,
    };
}
