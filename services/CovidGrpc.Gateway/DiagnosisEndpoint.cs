using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway.Scans;
using CovidGrpc.Gateway.Uploads;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Hosting.Faults;
using Grpc.Core;

namespace CovidGrpc.Gateway;

/// <summary><c>covid.v1.DiagnosisService</c>. Operations answer UNIMPLEMENTED so far.</summary>
internal sealed class DiagnosisEndpoint(SliceDiagnosis diagnosis, ScanPipeline scans, UploadStore uploads) : DiagnosisService.DiagnosisServiceBase
{
    public override Task<DiagnoseResponse> Diagnose(DiagnoseRequest request, ServerCallContext context)
    {
        if (request.Image.IsEmpty)
        {
            throw Fault.InvalidField("image", "IMAGE_EMPTY", "The request holds no image.").ToRpcException();
        }

        return diagnosis.DiagnoseAsync(request.Image, request.Options ?? new DiagnosisOptions(), context.ToCallOptions());
    }

    public override Task DiagnoseScan(
        IAsyncStreamReader<DiagnoseScanRequest> requestStream, IServerStreamWriter<DiagnoseScanResponse> responseStream, ServerCallContext context) =>
        scans.RunAsync(requestStream, responseStream, context.ToCallOptions());

    public override Task<CreateUploadResponse> CreateUpload(CreateUploadRequest request, ServerCallContext context) =>
        Task.FromResult(new CreateUploadResponse { UploadId = uploads.Create(request.RequestId) });

    public override async Task<AppendChunkResponse> AppendChunk(AppendChunkRequest request, ServerCallContext context) => new()
    {
        Size = (ulong)await uploads.AppendAsync(request.UploadId, request.File, request.Offset, request.Data.Memory, context.CancellationToken),
    };

    public override async Task<FinishUploadResponse> FinishUpload(FinishUploadRequest request, ServerCallContext context) =>
        new() { Files = (uint)await uploads.FinishAsync(request.UploadId, context.CancellationToken) };
}
