using CovidGrpc.Contracts;
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
        if (window is not null && !await stream.TryWriteAsync(new PreprocessScanRequest { Window = window }, cancellationToken))
        {
            return;
        }

        await foreach (var chunk in files.WithCancellation(cancellationToken))
        {
            if (!await stream.TryWriteAsync(new PreprocessScanRequest { Chunk = chunk }, cancellationToken))
            {
                return;
            }
        }

        await stream.TryCompleteAsync(cancellationToken);
    }
}
