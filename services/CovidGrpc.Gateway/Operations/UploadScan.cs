using System.Runtime.CompilerServices;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway.Scans;
using CovidGrpc.Gateway.Uploads;
using Google.Protobuf;

namespace CovidGrpc.Gateway.Operations;

/// <summary>The files of an upload as a scan's, and its progress as a job's; slices are not kept.</summary>
internal sealed class UploadScan(IReadOnlyList<UploadedFile> files, IProgress<(uint Done, uint Total)> progress) : IScanListener
{
    private const int MostChunkBytes = 65536;

    /// <summary>Reads one file at a time, in parts.</summary>
    public async IAsyncEnumerable<InstanceChunk> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            await using var stream = File.OpenRead(file.Path);
            do
            {
                var part = new byte[Math.Min(MostChunkBytes, stream.Length - stream.Position)];
                await stream.ReadExactlyAsync(part, cancellationToken);
                yield return new InstanceChunk { Instance = file.Number, Data = UnsafeByteOperations.UnsafeWrap(part), Last = stream.Position == stream.Length };
            }
            while (stream.Position < stream.Length);
        }
    }

    public Task OnProgressAsync(uint done, uint total, CancellationToken cancellationToken)
    {
        progress.Report((done, total));
        return Task.CompletedTask;
    }

    public Task OnSliceAsync(Contracts.V1.SliceDiagnosis slice, CancellationToken cancellationToken) => Task.CompletedTask;
}
