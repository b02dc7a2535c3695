namespace CovidGrpc.Gateway.Scans;

/// <summary>Is told what becomes of a scan while it is under way. What it does not take holds up the scan.</summary>
internal interface IScanListener
{
    /// <summary>Takes how many slices are done, of how many in all.</summary>
    Task OnProgressAsync(uint done, uint total, CancellationToken cancellationToken);

    /// <summary>Takes a slice's result; in anatomical order.</summary>
    Task OnSliceAsync(Contracts.V1.SliceDiagnosis slice, CancellationToken cancellationToken);
}
