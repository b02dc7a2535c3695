namespace CovidGrpc.Imaging.Scans;

/// <summary>Where a slice of a scan comes from.</summary>
/// <param name="Instance">Number of its file, as the caller counts them.</param>
/// <param name="Frame">Number of its frame in the file, from 0.</param>
public readonly record struct ScanSlice(int Instance, int Frame);
