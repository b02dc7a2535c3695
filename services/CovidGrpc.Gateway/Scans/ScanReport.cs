using CovidGrpc.Contracts.V1;
using Grpc.Core;

namespace CovidGrpc.Gateway.Scans;

/// <summary>Tells the caller of each slice, and how far the scan is.</summary>
internal sealed class ScanReport(ScanTally tally, IServerStreamWriter<DiagnoseScanResponse> responses)
{
    private uint _done;

    public async Task TellAsync(DiagnosedSlice slice, CancellationToken cancellationToken)
    {
        if (_done == 0)
        {
            await TellProgressAsync(slice.Prepared.Count, cancellationToken);
        }

        _done++;
        await responses.WriteAsync(new DiagnoseScanResponse { Slice = tally.Add(slice) }, cancellationToken);
        await TellProgressAsync(slice.Prepared.Count, cancellationToken);
    }

    private Task TellProgressAsync(uint total, CancellationToken cancellationToken) =>
        responses.WriteAsync(new DiagnoseScanResponse { Progress = new ScanProgress { Done = _done, Total = total } }, cancellationToken);
}
