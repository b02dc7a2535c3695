using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway.Operations;
using CovidGrpc.Gateway.Scans;
using CovidGrpc.Gateway.Uploads;
using CovidGrpc.Hosting.Audit;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Hosting.Faults;
using Grpc.Core;

namespace CovidGrpc.Gateway;

/// <summary><c>covid.v1.DiagnosisService</c>.</summary>
internal sealed class DiagnosisEndpoint(
    CachedDiagnosis diagnosis, ScanPipeline scans, UploadStore uploads, DiagnosisStart start, OperationStore operations, OperationWatch watch)
    : DiagnosisService.DiagnosisServiceBase
{
    public override async Task<DiagnoseResponse> Diagnose(DiagnoseRequest request, ServerCallContext context)
    {
        if (request.Image.IsEmpty)
        {
            throw Fault.InvalidField("image", "IMAGE_EMPTY", "The request holds no image.").ToRpcException();
        }

        var audited = AuditedCall.Of(context);
        audited?.AddInput(request.Image.Span);
        var answer = await diagnosis.DiagnoseAsync(request.Image, request.Options ?? new DiagnosisOptions(), context.ToCallOptions());
        audited?.Answer(answer);
        return answer;
    }

    public override Task DiagnoseScan(
        IAsyncStreamReader<DiagnoseScanRequest> requestStream, IServerStreamWriter<DiagnoseScanResponse> responseStream, ServerCallContext context) =>
        new ScanCall(requestStream, responseStream).RunAsync(scans, AuditedCall.Of(context), context.ToCallOptions());

    public override Task<CreateUploadResponse> CreateUpload(CreateUploadRequest request, ServerCallContext context) =>
        Task.FromResult(new CreateUploadResponse { UploadId = uploads.Create(request.RequestId) });

    public override async Task<AppendChunkResponse> AppendChunk(AppendChunkRequest request, ServerCallContext context) => new()
    {
        Size = (ulong)await uploads.AppendAsync(request.UploadId, request.File, request.Offset, request.Data.Memory, context.CancellationToken),
    };

    public override async Task<FinishUploadResponse> FinishUpload(FinishUploadRequest request, ServerCallContext context) =>
        new() { Files = (uint)await uploads.FinishAsync(request.UploadId, context.CancellationToken) };

    public override async Task<StartDiagnosisResponse> StartDiagnosis(StartDiagnosisRequest request, ServerCallContext context) =>
        new() { Operation = Audited(await start.StartAsync(request, context.CancellationToken), context) };

    public override async Task<GetOperationResponse> GetOperation(GetOperationRequest request, ServerCallContext context) =>
        new() { Operation = Audited(await operations.GetAsync(request.OperationId, context.CancellationToken), context) };

    public override Task WatchOperation(WatchOperationRequest request, IServerStreamWriter<WatchOperationResponse> responseStream, ServerCallContext context) =>
        watch.WatchAsync(request.OperationId, responseStream, context.CancellationToken);

    public override Task<ListOperationsResponse> ListOperations(ListOperationsRequest request, ServerCallContext context) =>
        operations.ListAsync(request, context.CancellationToken);

    public override async Task<CancelOperationResponse> CancelOperation(CancelOperationRequest request, ServerCallContext context) =>
        new() { Operation = Audited(await operations.CancelAsync(request.OperationId, context.CancellationToken), context) };

    public override async Task<ReplayOperationResponse> ReplayOperation(ReplayOperationRequest request, ServerCallContext context) =>
        new() { Operation = Audited(await operations.ReplayAsync(request.OperationId, context.CancellationToken), context) };

    // By the store's own name, never by what a caller wrote.
    private static Operation Audited(Operation operation, ServerCallContext context)
    {
        AuditedCall.Of(context)?.Operation = operation.OperationId;
        return operation;
    }
}
