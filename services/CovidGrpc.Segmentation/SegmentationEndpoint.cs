using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Caching;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Limits;
using CovidGrpc.ModelServing;
using CovidGrpc.Vision;
using Grpc.Core;

namespace CovidGrpc.Segmentation;

/// <summary>
/// <c>covid.v1.SegmentationService</c>. A slice goes: checks, cache, gate, network; its answer into the cache and back.
/// </summary>
internal sealed class SegmentationEndpoint(ServedModel<OneShotSegmenter> model, FeatureCache cache, WorkGate gate, ILogger<SegmentationEndpoint> logger)
    : SegmentationService.SegmentationServiceBase
{
    private const int AnswerSchema = 1;

    public override async Task<SegmentResponse> Segment(SegmentRequest request, ServerCallContext context)
    {
        SliceCheck.Validate(request.Slice);
        var network = model.Network;
        if (request.ModelDigest.Length > 0 && request.ModelDigest != network.Identity.Digest)
        {
            throw Fault.Precondition("model_digest", "MODEL_DIGEST_MISMATCH", "The segmentation has loaded another model than the one asked for.").ToRpcException();
        }

        var slice = request.Slice;
        var key = new FeatureKey(
            "segment", AnswerSchema, network.Identity.Digest, "float32", network.Manifest.BatchNorm.ToString(),
            $"{slice.Geometry.SourceRows}x{slice.Geometry.SourceColumns}{(request.SequenceOnly ? ",sequence" : "")}");
        var (response, hit) = await cache.GetOrComputeAsync(
            key, slice.Digest.Memory, token => new ValueTask<SegmentResponse>(ComputeAsync(request, network, token)), context.CancellationToken);

        response.Cache = hit ? CacheOutcome.Hit : CacheOutcome.Miss;
        // Spacing is no part of the key: areas in mm2 follow from areas in pixels.
        SegmentationContract.AddAreas(response, slice.Geometry);
        return response;
    }

    private async Task<SegmentResponse> ComputeAsync(SegmentRequest request, Network<OneShotSegmenter> network, CancellationToken cancellationToken)
    {
        var geometry = request.Slice.Geometry;
        var input = new SliceInput(request.Slice.Pixels.Memory, 512, 512, (int)geometry.SourceRows, (int)geometry.SourceColumns);
        var parameters = new SegmentationParameters(Findings: !request.SequenceOnly);
        var features = await gate.RunAsync(token => Infer(network.Value, input, parameters, token), cancellationToken);
        return SegmentationContract.From(features, network.Contract);
    }

    private SliceFeatures Infer(OneShotSegmenter network, SliceInput input, SegmentationParameters parameters, CancellationToken cancellationToken)
    {
        SegmentationLog.Started(logger);
        try
        {
            return network.Segment([input], parameters, cancellationToken)[0];
        }
        catch (OperationCanceledException)
        {
            SegmentationLog.Stopped(logger);
            throw;
        }
    }
}
