using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Caching;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Telemetry;
using CovidGrpc.ModelServing;
using CovidGrpc.Segmentation.Batching;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;
using Grpc.Core;

namespace CovidGrpc.Segmentation;

/// <summary>
/// <c>covid.v1.SegmentationService</c>. A slice goes: checks, cache, batch, network; its answer into the cache and back.
/// </summary>
internal sealed class SegmentationEndpoint(
    ModelRegistry<ISliceSegmenter> models, FeatureCache cache, SliceBatcher batches, TimeProvider time)
    : SegmentationService.SegmentationServiceBase
{
    private const int AnswerSchema = 3;

    public override async Task<SegmentResponse> Segment(SegmentRequest request, ServerCallContext context)
    {
        SliceCheck.Validate(request.Slice);
        using var model = Lease(request);
        var slice = request.Slice;
        var key = new FeatureKey(
            "segment", AnswerSchema, model.Identity.Digest, model.Precision, model.Network.Manifest.BatchNorm.Name(),
            $"{slice.Geometry.SourceRows}x{slice.Geometry.SourceColumns}{(request.SequenceOnly ? ",sequence" : "")}");
        var (response, hit) = await cache.GetOrComputeAsync(
            key,
            slice.Digest.Memory,
            token => SegmentAsync(request, model, token),
            context.CancellationToken);

        // The cache knows the weights; under which name they are loaded here is another matter.
        response.Model = model.Contract;
        if (response.Sequence is { } sequence)
        {
            sequence.Model = response.Model.Identity.Clone();
        }

        response.Cache = hit ? CacheOutcome.Hit : CacheOutcome.Miss;
        // Spacing is no part of the key: areas in mm2 follow from areas in pixels.
        SegmentationContract.AddAreas(response, slice.Geometry);
        return response;
    }

    private ModelLease<ISliceSegmenter> Lease(SegmentRequest request) => request.ModelDigest.Length == 0
        ? models.Lease(request.ModelName)
        : models.LeaseExactly(request.ModelName, request.ModelDigest) ?? throw Fault.Precondition(
            "model_digest", "MODEL_DIGEST_MISMATCH", "The segmentation has not loaded the model that was asked for.").ToRpcException();

    private async ValueTask<SegmentResponse> SegmentAsync(SegmentRequest request, ModelLease<ISliceSegmenter> ofCaller, CancellationToken cancellationToken)
    {
        using var model = ofCaller.Share();
        var parameters = new SegmentationParameters(Findings: !request.SequenceOnly);
        var segmented = await batches.SegmentAsync(new SliceToSegment(SliceCheck.ToInput(request.Slice), parameters, model), cancellationToken);
        var started = time.GetTimestamp();
        var response = SegmentationContract.From(segmented);
        response.Timings.Add(SegmentationContract.Timing("output", time.GetElapsedTime(started)));
        Spans.Tell("segment", response.Timings);
        return response;
    }
}
