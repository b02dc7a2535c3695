using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Caching;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Limits;
using CovidGrpc.ModelServing;
using CovidGrpc.ModelServing.Threads;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;
using Grpc.Core;

namespace CovidGrpc.Classification;

/// <summary>Slices through an image classifier: checks, cache, gate, network.</summary>
internal sealed class SliceClassification(ModelRegistry<INetwork> models, FeatureCache cache, WorkGate gate, TorchThreads threads, TimeProvider time)
{
    private const int AnswerSchema = 1;

    public async Task<ClassifyResponse> ClassifyAsync(ClassifyRequest request, CancellationToken cancellationToken)
    {
        SliceCheck.Validate(request.Slice);
        using var model = Lease(request);
        var key = new FeatureKey("classify", AnswerSchema, model.Identity.Digest, model.Precision, model.Network.Manifest.BatchNorm.Name(), "");
        var (response, _) = await cache.GetOrComputeAsync(
            key,
            request.Slice.Digest.Memory,
            token => new ValueTask<ClassifyResponse>(gate.RunAsync(running => Infer(request.Slice, model, running), token)),
            cancellationToken);
        // The cache knows the weights; under which name they are loaded here is another matter.
        response.Model = model.Contract;
        return response;
    }

    private ModelLease<INetwork> Lease(ClassifyRequest request)
    {
        var model = request.ModelDigest.Length == 0
            ? models.Lease(request.ModelName)
            : models.LeaseExactly(request.ModelName, request.ModelDigest) ?? throw Fault.Precondition(
                "model_digest", "MODEL_DIGEST_MISMATCH", "The classification has not loaded the model that was asked for.").ToRpcException();
        if (model.Network is ISliceClassifier)
        {
            return model;
        }

        model.Dispose();
        throw Fault.Precondition("slice", "MODEL_READS_SEQUENCES", "The classification model reads RoI sequences, not slices.").ToRpcException();
    }

    private ClassifyResponse Infer(Slice slice, ModelLease<INetwork> ofCaller, CancellationToken cancellationToken)
    {
        threads.UseHere();
        using var model = ofCaller.Share();
        var started = time.GetTimestamp();
        var result = ((ISliceClassifier)model.Network).Classify(SliceCheck.ToInput(slice), cancellationToken);
        return ClassificationContract.From(result, model.Contract, "network", time.GetElapsedTime(started));
    }
}
