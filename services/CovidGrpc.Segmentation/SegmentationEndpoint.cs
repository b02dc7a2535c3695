using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Caching;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Limits;
using CovidGrpc.Hosting.Telemetry;
using CovidGrpc.ModelServing;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;
using Grpc.Core;

namespace CovidGrpc.Segmentation;

/// <summary>
/// <c>covid.v1.SegmentationService</c>. A slice goes: checks, cache, gate, network; its answer into the cache and back.
/// </summary>
internal sealed class SegmentationEndpoint(ModelRegistry<ISliceSegmenter> models, FeatureCache cache, WorkGate gate, ILogger<SegmentationEndpoint> logger)
    : SegmentationService.SegmentationServiceBase
{
    private const int AnswerSchema = 2;

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
            token => new ValueTask<SegmentResponse>(gate.RunAsync(running => Infer(request, model, running), token)),
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

    private SegmentResponse Infer(SegmentRequest request, ModelLease<ISliceSegmenter> ofCaller, CancellationToken cancellationToken)
    {
        SegmentationLog.Started(logger);
        try
        {
            using var model = ofCaller.Share();
            var parameters = new SegmentationParameters(Findings: !request.SequenceOnly);
            var response = SegmentationContract.From(model.Network.Segment([SliceCheck.ToInput(request.Slice)], parameters, cancellationToken)[0]);
            Measures.Batched("segmentation", 1);
            Spans.Tell("segment", response.Timings);
            return response;
        }
        catch (OperationCanceledException)
        {
            SegmentationLog.Stopped(logger);
            throw;
        }
    }
}
