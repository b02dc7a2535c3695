using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.ModelServing;
using CovidGrpc.ModelServing.Threads;
using CovidGrpc.Vision;
using Grpc.Core;
using RoiSequence = CovidGrpc.Contracts.V1.RoiSequence;

namespace CovidGrpc.Classification;

/// <summary>RoI sequences through the LSTMs and heads of the model that made them: about a millisecond.</summary>
internal sealed class SequenceClassification(ModelRegistry<INetwork> models, TorchThreads threads, TimeProvider time)
{
    public ClassifyResponse Classify(ClassifyRequest request, CancellationToken cancellationToken)
    {
        using var model = Lease(request.ModelName, request.Sequence.Model?.Digest ?? "");
        var values = Check(request.Sequence);
        threads.UseHere();
        var started = time.GetTimestamp();
        var result = ((OneShotClassifier)model.Network).Classify(values, cancellationToken);
        return ClassificationContract.From(result, model.Contract, "lstm", time.GetElapsedTime(started));
    }

    // The heads have the digest of the model that made the sequence; where they are not loaded, it is said what would be.
    private ModelLease<INetwork> Lease(string name, string digest)
    {
        if (models.LeaseExactly(name, digest) is { } model)
        {
            return model;
        }

        using var inUse = models.Lease(name);
        throw (inUse.Network is ISliceClassifier
            ? Fault.Precondition("sequence", "MODEL_READS_SLICES", "The classification model reads slices, not RoI sequences.")
            : Fault.Precondition(
                "sequence.model.digest", "MODEL_DIGEST_MISMATCH", "The RoI sequence was made by another model than those that are loaded here: a one-shot head answers only for its own."))
            .ToRpcException();
    }

    private static float[] Check(RoiSequence sequence)
    {
        const int Values = Vision.RoiSequence.Length * Vision.RoiSequence.Width;
        return sequence.Values.Count == Values && sequence.Values.All(float.IsFinite)
            ? [.. sequence.Values]
            : throw Fault.InvalidField("sequence.values", "SEQUENCE_VALUES", $"A RoI sequence holds {Values} finite numbers.").ToRpcException();
    }
}
