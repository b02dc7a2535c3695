namespace CovidGrpc.Gateway.Scans;

/// <summary>Tells of each slice, and how far the scan is.</summary>
internal sealed class ScanReport(ScanTally tally, IScanListener listener)
{
    private uint _done;

    public async Task TellAsync(DiagnosedSlice slice, CancellationToken cancellationToken)
    {
        var total = slice.Prepared.Count;
        if (_done == 0)
        {
            await listener.OnProgressAsync(_done, total, cancellationToken);
        }

        _done++;
        await listener.OnSliceAsync(tally.Add(slice), cancellationToken);
        await listener.OnProgressAsync(_done, total, cancellationToken);
    }
}
