using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using Grpc.Core;

namespace CovidGrpc.Gateway;

/// <summary>Asks the classification with what its model reads: the sequence that the segmentation made, or the slice itself.</summary>
internal sealed class SliceClassification(ClassificationService.ClassificationServiceClient classification, ClassifierInputs inputs)
{
    /// <summary>Whether a model is known to read slices.</summary>
    public bool ReadsSlices(string model) => inputs.AreSlices(model);

    /// <summary>The answer to whichever of both the model reads; null when it reads sequences and there is none.</summary>
    public async Task<ClassifyResponse?> ClassifyAsync(Slice slice, RoiSequence? sequence, AskedModels asked, CallOptions call)
    {
        if (sequence is null || inputs.AreSlices(asked.Options.ClassificationModel))
        {
            return await OfSliceAsync(slice, asked, call)
                ?? (sequence is null ? null : await OfSequenceAsync(sequence, asked.Options.ClassificationModel, call));
        }

        return await OfSequenceAsync(sequence, asked.Options.ClassificationModel, call) ?? await OfSliceAsync(slice, asked, call);
    }

    /// <summary>The answer to a slice; null when the model reads sequences.</summary>
    public Task<ClassifyResponse?> OfSliceAsync(Slice slice, AskedModels asked, CallOptions call) => AskAsync(
        new ClassifyRequest { Slice = slice, ModelName = asked.Options.ClassificationModel, ModelDigest = asked.ClassifierDigest },
        "MODEL_READS_SEQUENCES",
        asked.Options.ClassificationModel,
        readsSlices: true,
        call);

    private Task<ClassifyResponse?> OfSequenceAsync(RoiSequence sequence, string model, CallOptions call) =>
        AskAsync(new ClassifyRequest { Sequence = sequence, ModelName = model }, "MODEL_READS_SLICES", model, readsSlices: false, call);

    private async Task<ClassifyResponse?> AskAsync(ClassifyRequest request, string refusal, string model, bool readsSlices, CallOptions call)
    {
        try
        {
            var response = await classification.ClassifyAsync(request, call);
            inputs.Learn(model, readsSlices);
            return response;
        }
        catch (RpcException e) when (e.Reason() == refusal)
        {
            inputs.Learn(model, !readsSlices);
            return null;
        }
    }
}
