using System.Diagnostics;
using System.Text.RegularExpressions;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway.Uploads;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Jobs;
using Google.Protobuf;
using Grpc.Core;

namespace CovidGrpc.Gateway.Operations;

/// <summary>Accepts diagnoses of uploads and studies as jobs, which are on disk when the caller is told.</summary>
internal sealed partial class DiagnosisStart(IJobStore jobs, UploadStore uploads)
{
    private const int MostReferenceLength = 64;

    public async Task<Operation> StartAsync(StartDiagnosisRequest request, CancellationToken cancellationToken)
    {
        var job = JobOf(request);
        // A repeat is answered from the first one's job, though its upload's time may be over.
        if (request.SourceCase == StartDiagnosisRequest.SourceOneofCase.UploadId && await jobs.FindAsync(job.Id, cancellationToken) is null)
        {
            await uploads.TouchAsync(request.UploadId, cancellationToken);
        }

        // The try of a job is a trace of its own; both name the job.
        Activity.Current?.SetTag("covidgrpc.job.id", job.Id);
        return OperationContract.From(await jobs.SubmitAsync(job, cancellationToken));
    }

    private static NewJob JobOf(StartDiagnosisRequest request)
    {
        var id = RequestId.NameOf(request.RequestId);
        var options = request.Options ?? new DiagnosisOptions();
        return request.SourceCase switch
        {
            StartDiagnosisRequest.SourceOneofCase.UploadId =>
                new NewJob(id, JobQueues.Uploads, new UploadJob { UploadId = request.UploadId, Options = options }.ToByteArray()),
            StartDiagnosisRequest.SourceOneofCase.StudyReference when IsReference(request.StudyReference) =>
                new NewJob(id, JobQueues.Studies, new StudyJob { StudyReference = request.StudyReference, Options = options }.ToByteArray()),
            StartDiagnosisRequest.SourceOneofCase.StudyReference => throw Fault.InvalidField(
                "study_reference", "STUDY_REFERENCE", "A study is named by the keyed hash of its UID: 2.25 and digits, at most 64 characters.").ToRpcException(),
            _ => throw Fault.InvalidField("source", "SOURCE", "The request names neither an upload nor a study.").ToRpcException(),
        };
    }

    // As KeyedUids.Replace makes it: a UID of the PACS itself has another root and is refused.
    private static bool IsReference(string reference) => reference.Length <= MostReferenceLength && Reference().IsMatch(reference);

    [GeneratedRegex(@"^2\.25\.(0|[1-9][0-9]*)\z")]
    private static partial Regex Reference();
}
