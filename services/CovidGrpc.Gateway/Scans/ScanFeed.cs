using CovidGrpc.Contracts.V1;
using Grpc.Core;

namespace CovidGrpc.Gateway.Scans;

/// <summary>Hands a scan's files on to the preprocessing as they come; none is kept here.</summary>
internal static class ScanFeed
{
    /// <summary>Hands on until the files end. Returns early where the preprocessing has ended the call: its answer tells why.</summary>
    public static async Task ForwardAsync(
        IAsyncEnumerable<InstanceChunk> files, Window? window, IClientStreamWriter<PreprocessScanRequest> stream, CancellationToken cancellationToken)
    {
        if (window is not null && !await TryAsync(() => stream.WriteAsync(new PreprocessScanRequest { Window = window }, cancellationToken), cancellationToken))
        {
            return;
        }

        await foreach (var chunk in files.WithCancellation(cancellationToken))
        {
            if (!await TryAsync(() => stream.WriteAsync(new PreprocessScanRequest { Chunk = chunk }, cancellationToken), cancellationToken))
            {
                return;
            }
        }

        await TryAsync(stream.CompleteAsync, cancellationToken);
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
