using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using Grpc.Core;

namespace CovidGrpc.Gateway.Scans;

/// <summary>Hands a caller's files on to the preprocessing as they come; none is kept here.</summary>
internal static class ScanFeed
{
    /// <summary>Reads the settings, which come first if at all; true when a part of a file has been read instead.</summary>
    public static async Task<(DiagnosisOptions Options, bool HasChunk)> ReadOptionsAsync(IAsyncStreamReader<DiagnoseScanRequest> requests, CancellationToken cancellationToken)
    {
        if (!await requests.MoveNext(cancellationToken))
        {
            throw Fault.InvalidField("chunk", "SCAN_EMPTY", "The stream holds no file.").ToRpcException();
        }

        return requests.Current.ContentCase == DiagnoseScanRequest.ContentOneofCase.Options
            ? (requests.Current.Options, false)
            : (new DiagnosisOptions(), true);
    }

    /// <summary>Hands on until the caller's stream ends. Returns early where the preprocessing has ended the call: its answer tells why.</summary>
    public static async Task ForwardAsync(
        IAsyncStreamReader<DiagnoseScanRequest> requests, bool hasChunk, Window? window, IClientStreamWriter<PreprocessScanRequest> files, CancellationToken cancellationToken)
    {
        if (window is not null && !await TryAsync(() => files.WriteAsync(new PreprocessScanRequest { Window = window }, cancellationToken), cancellationToken))
        {
            return;
        }

        for (var isRead = hasChunk; isRead || await requests.MoveNext(cancellationToken); isRead = false)
        {
            var chunk = requests.Current.Chunk
                ?? throw Fault.InvalidField("content", "CONTENT", "The options come first, if at all; every other message holds a part of a file.").ToRpcException();
            if (!await TryAsync(() => files.WriteAsync(new PreprocessScanRequest { Chunk = chunk }, cancellationToken), cancellationToken))
            {
                return;
            }
        }

        await TryAsync(files.CompleteAsync, cancellationToken);
    }

    // A call that has ended takes no more, and says so in one of two ways.
    private static async Task<bool> TryAsync(Func<Task> write, CancellationToken cancellationToken)
    {
        try
        {
            await write();
            return true;
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
