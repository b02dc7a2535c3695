using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Hosting.Faults;
using Grpc.Core;

namespace CovidGrpc.Gateway;

/// <summary><c>covid.v1.DiagnosisService</c>. Scans, uploads and operations answer UNIMPLEMENTED so far.</summary>
internal sealed class DiagnosisEndpoint(SliceDiagnosis diagnosis) : DiagnosisService.DiagnosisServiceBase
{
    public override Task<DiagnoseResponse> Diagnose(DiagnoseRequest request, ServerCallContext context)
    {
        if (request.Image.IsEmpty)
        {
            throw Fault.InvalidField("image", "IMAGE_EMPTY", "The request holds no image.").ToRpcException();
        }

        return diagnosis.DiagnoseAsync(request.Image, request.Options ?? new DiagnosisOptions(), context.ToCallOptions());
    }
}
