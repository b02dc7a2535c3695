using CovidGrpc.Contracts;
using CovidGrpc.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace CovidGrpc.Client;

/// <summary>Sends a scan over one call: settings, then the files in parts. Returns early where the call has ended: its answer tells why.</summary>
internal static class ScanUpload
{
    /// <exception cref="DiagnosisException">There is no file that can be sent.</exception>
    public static async Task SendAsync(OutgoingScan scan, IClientStreamWriter<DiagnoseScanRequest> stream, DiagnosisOptions? options, CancellationToken cancellationToken)
    {
        if (options is not null && !await stream.TryWriteAsync(new DiagnoseScanRequest { Options = options }, cancellationToken))
        {
            return;
        }

        await foreach (var (number, file) in scan.ReadAsync(cancellationToken))
        {
            foreach (var (at, part) in FileParts.Of(file))
            {
                var chunk = new InstanceChunk { Instance = number, Data = UnsafeByteOperations.UnsafeWrap(part), Last = at + part.Length == file.Length };
                if (!await stream.TryWriteAsync(new DiagnoseScanRequest { Chunk = chunk }, cancellationToken))
                {
                    return;
                }
            }
        }

        await stream.TryCompleteAsync(cancellationToken);
    }
}
