using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway.Scans;
using CovidGrpc.Gateway.Uploads;
using CovidGrpc.Hosting.Audit;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Jobs;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.Gateway.Operations;

/// <summary>Diagnoses uploads. Its slices are cached by the services: a job that is done again repeats one slice, not three hundred.</summary>
internal sealed class UploadJobHandler(ScanPipeline pipeline, IUploads uploads, AuditLog audit) : IJobHandler
{
    public string Queue => JobQueues.Uploads;

    public async Task<ReadOnlyMemory<byte>> RunAsync(Job job, IProgress<(uint Done, uint Total)> progress, CancellationToken cancellationToken)
    {
        using var audited = new AuditedCall { Operation = job.Id };
        var status = StatusCode.Internal;
        var asked = UploadJob.Parser.ParseFrom(job.Payload.Span);
        try
        {
            var files = await uploads.FindAsync(asked.UploadId, cancellationToken) ?? throw UploadStore.NotFound();
            var scan = new UploadScan(files, progress);
            var verdict = await pipeline.RunAsync(scan.ReadAsync(cancellationToken), asked.Options, scan, audited, new CallOptions(cancellationToken: cancellationToken));
            status = StatusCode.OK;
            return verdict.ToByteArray();
        }
        catch (RpcException e) when (cancellationToken.IsCancellationRequested)
        {
            status = StatusCode.Cancelled;
            throw new OperationCanceledException("the job was stopped", e, cancellationToken);
        }
        catch (RpcException e)
        {
            status = e.StatusCode;
            throw Failure(e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted between the manifest and the file.
            status = StatusCode.NotFound;
            throw Failure(UploadStore.NotFound());
        }
        finally
        {
            audit.WriteJob(audited, status);
        }
    }

    private static JobFailedException Failure(RpcException exception)
    {
        var status = exception.GetRpcStatus() ?? FaultCatalog.ByCode((Code)exception.StatusCode);
        return new JobFailedException(new JobError(status.Code, exception.Reason() ?? "REJECTED", status.Message), IsFinal((Code)status.Code), exception);
    }

    // What is wrong with the input or the settings stays wrong; what a service could not do it may yet.
    private static bool IsFinal(Code code) => code is Code.InvalidArgument or Code.NotFound or Code.OutOfRange or Code.FailedPrecondition or Code.Unimplemented;
}
