using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway.Scans;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Hosting.Faults;
using Grpc.Core;

namespace CovidGrpc.Gateway;

/// <summary><c>covid.v1.DiagnosisService</c>. Operations answer UNIMPLEMENTED so far.</summary>
internal sealed class DiagnosisEndpoint(SliceDiagnosis diagnosis, ScanPipeline scans) : DiagnosisService.DiagnosisServiceBase
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
}
