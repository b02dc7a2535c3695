using CovidGrpc.Classification.Scans;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using Grpc.Core;

namespace CovidGrpc.Classification;

/// <summary><c>covid.v1.ClassificationService</c>: sequences go to the heads of one-shot models, slices to image classifiers, their results to the verdict on a scan.</summary>
internal sealed class ClassificationEndpoint(SequenceClassification sequences, SliceClassification slices, ScanClassification scans)
    : ClassificationService.ClassificationServiceBase
{
    public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context) => request.InputCase switch
    {
        ClassifyRequest.InputOneofCase.Sequence => Task.FromResult(sequences.Classify(request, context.CancellationToken)),
        ClassifyRequest.InputOneofCase.Slice => slices.ClassifyAsync(request, context.CancellationToken),
        _ => throw Fault.InvalidField("input", "INPUT_MISSING", "The request holds neither a RoI sequence nor a slice.").ToRpcException(),
    };

    public override Task<ClassifyScanResponse> ClassifyScan(IAsyncStreamReader<ClassifyScanRequest> requestStream, ServerCallContext context) =>
        scans.ClassifyAsync(requestStream, context.CancellationToken);
}
