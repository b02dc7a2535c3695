using System.Runtime.CompilerServices;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Audit;
using CovidGrpc.Hosting.Faults;
using Grpc.Core;

namespace CovidGrpc.Gateway.Scans;

/// <summary>A scan that comes and goes over one call: settings first if at all, then parts of files; slices, progress and the verdict back.</summary>
internal sealed class ScanCall(IAsyncStreamReader<DiagnoseScanRequest> requests, IServerStreamWriter<DiagnoseScanResponse> responses) : IScanListener
{
    public async Task RunAsync(ScanPipeline pipeline, AuditedCall? audited, CallOptions call)
    {
        if (!await requests.MoveNext(call.CancellationToken))
        {
            throw Fault.InvalidField("chunk", "SCAN_EMPTY", "The stream holds no file.").ToRpcException();
        }

        var options = requests.Current.Options;
        var verdict = await pipeline.RunAsync(ReadAsync(hasChunk: options is null, call.CancellationToken), options ?? new DiagnosisOptions(), this, audited, call);
        await responses.WriteAsync(new DiagnoseScanResponse { Verdict = verdict }, call.CancellationToken);
    }

    public Task OnProgressAsync(uint done, uint total, CancellationToken cancellationToken) =>
        responses.WriteAsync(new DiagnoseScanResponse { Progress = new ScanProgress { Done = done, Total = total } }, cancellationToken);

    public Task OnSliceAsync(Contracts.V1.SliceDiagnosis slice, CancellationToken cancellationToken) =>
        responses.WriteAsync(new DiagnoseScanResponse { Slice = slice }, cancellationToken);

    private async IAsyncEnumerable<InstanceChunk> ReadAsync(bool hasChunk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var isRead = hasChunk; isRead || await requests.MoveNext(cancellationToken); isRead = false)
        {
            yield return requests.Current.Chunk
                ?? throw Fault.InvalidField("content", "CONTENT", "The options come first, if at all; every other message holds a part of a file.").ToRpcException();
        }
    }
}
