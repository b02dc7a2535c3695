using CovidGrpc.Contracts;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Audit;
using CovidGrpc.Hosting.Faults;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Gateway.Scans;

/// <summary>
/// A scan through the house: files ▸ preprocessing ▸ slices in anatomical order ▸ several at a time through the models ▸ answers in the same
/// order ▸ verdict. What the listener does not take holds up everything before it, down to the preprocessing's decoder; a caller that leaves
/// ends it all. The models that answered for the first slice answer for all.
/// </summary>
internal sealed class ScanPipeline(
    PreprocessingService.PreprocessingServiceClient preprocessing,
    ClassificationService.ClassificationServiceClient classification,
    SliceDiagnosis diagnosis,
    ScanPatience patience,
    IOptions<ScanOptions> scanOptions)
{
    /// <summary>Diagnoses a scan.</summary>
    /// <param name="files">Its files in any order, in parts of at most 64 KiB.</param>
    /// <param name="options">Settings.</param>
    /// <param name="listener">Is told of each slice.</param>
    /// <param name="audited">Takes what is written down of it; null for nothing.</param>
    /// <param name="call">How the services are called.</param>
    public async Task<ScanDiagnosis> RunAsync(IAsyncEnumerable<InstanceChunk> files, DiagnosisOptions options, IScanListener listener, AuditedCall? audited, CallOptions call)
    {
        using var prepared = preprocessing.PreprocessScan(call);
        await ScanFeed.ForwardAsync(audited?.Read(files, call.CancellationToken) ?? files, options.Window, prepared.RequestStream, call.CancellationToken);

        var tally = new ScanTally();
        try
        {
            await DiagnoseAsync(prepared.ResponseStream, new AskedModels(options), new ScanReport(tally, listener), call);
            var verdict = tally.Finish(tally.Votes.Count == 0 ? null : await ClassifyAsync(tally.Votes, call));
            audited?.Answer(verdict);
            return verdict;
        }
        catch (RpcException e) when (e.Reason() == "MODEL_DIGEST_MISMATCH" && options.ModelDigest.Length == 0)
        {
            throw Fault.Create(Code.Aborted, "MODEL_CHANGED", "The model was exchanged while the scan was under way: send the scan again.").ToRpcException();
        }
    }

    private async Task DiagnoseAsync(IAsyncStreamReader<PreprocessScanResponse> slices, AskedModels asked, ScanReport report, CallOptions call)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken);
        var underWay = new Queue<Task<DiagnosedSlice>>();
        var isPinned = false;
        try
        {
            await foreach (var prepared in slices.ReadAllAsync(call.CancellationToken))
            {
                underWay.Enqueue(DiagnoseAsync(prepared, asked, call.WithCancellationToken(stop.Token)));
                // Until the models are known one slice at a time; from then on an answer is handed over while the next ones are computed.
                if (!isPinned && (await underWay.Peek()).Diagnosis is { } first)
                {
                    (asked, isPinned) = (asked.PinnedTo(first), true);
                }

                if (!isPinned || underWay.Count == scanOptions.Value.Parallelism)
                {
                    await report.TellAsync(await underWay.Dequeue(), call.CancellationToken);
                }
            }

            while (underWay.TryDequeue(out var last))
            {
                await report.TellAsync(await last, call.CancellationToken);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(underWay)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<DiagnosedSlice> DiagnoseAsync(PreprocessScanResponse prepared, AskedModels asked, CallOptions call)
    {
        if (prepared.Slice is not { } slice)
        {
            return new DiagnosedSlice(prepared, null, null, null);
        }

        prepared.Slice = null;
        var answer = await patience.RunAsync(token => diagnosis.DiagnoseAsync(slice, prepared.Warnings, asked, call.WithCancellationToken(token)), call.CancellationToken);
        var tissues = asked.Options.ClassificationOnly ? null : SliceTissues.MapOf(slice.Geometry, answer.Findings);
        return new DiagnosedSlice(prepared, answer, tissues, SliceTissues.PlaneOf(slice.Geometry));
    }

    private Task<ClassifyScanResponse> ClassifyAsync(IReadOnlyList<ClassifyScanRequest> votes, CallOptions call) => patience.RunAsync(
        async token =>
        {
            using var scan = classification.ClassifyScan(call.WithCancellationToken(token));
            await scan.RequestStream.TryWriteAllAsync(votes, token);
            return await scan.ResponseAsync;
        },
        call.CancellationToken);
}
