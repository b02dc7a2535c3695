using CovidGrpc.Contracts.V1;
using CovidGrpc.Metrics.Classification;
using CovidGrpc.Metrics.Intervals;
using CovidGrpc.Metrics.Segmentation;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Evaluation;

/// <summary><c>covid.v1.EvaluationService</c>: every message is measured as it comes, and then forgotten.</summary>
internal sealed class EvaluationEndpoint(StreamPlaces places, IOptions<EvaluationOptions> options) : EvaluationService.EvaluationServiceBase
{
    private readonly BootstrapOptions _bootstrap = new() { Resamples = options.Value.Resamples };

    public override async Task<EvaluateClassificationResponse> EvaluateClassification(
        IAsyncStreamReader<EvaluateClassificationRequest> requestStream, ServerCallContext context)
    {
        using var place = places.Take();
        var measures = new ClassificationMeasures(_bootstrap);
        var number = 0;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (++number > options.Value.MostCases)
            {
                throw RequestPart.StreamTooLong("TOO_MANY_CASES", options.Value.MostCases);
            }

            ClassificationCase.Add(measures, number, request);
        }

        var report = await Task.Run(() => measures.Finish(context.CancellationToken), context.CancellationToken);
        var response = new EvaluateClassificationResponse { Cases = (ulong)report.Cases, Unanswered = (ulong)report.Unanswered, Notice = MeasureContract.Notice };
        response.Measures.AddRange(MeasureContract.From(report.Measures));
        response.Confusion.AddRange(report.Confusion.Counts.Select(count => (ulong)count));
        response.Notes.AddRange(report.Notes);
        return response;
    }

    public override async Task<EvaluateSegmentationResponse> EvaluateSegmentation(
        IAsyncStreamReader<EvaluateSegmentationRequest> requestStream, ServerCallContext context)
    {
        using var place = places.Take();
        var measures = new SegmentationMeasures(SegmentationImages.Tissues, options: _bootstrap);
        var images = new SegmentationImages(measures);
        var number = 0;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (++number > options.Value.MostImages)
            {
                throw RequestPart.StreamTooLong("TOO_MANY_IMAGES", options.Value.MostImages);
            }

            images.Add(number, request);
        }

        var report = await Task.Run(() => measures.Finish(context.CancellationToken), context.CancellationToken);
        var response = new EvaluateSegmentationResponse { Images = (ulong)report.PerImage.Images, Notice = MeasureContract.Notice };
        response.Measures.AddRange(MeasureContract.From(report.Measures));
        response.Notes.AddRange(report.Notes);
        return response;
    }
}
