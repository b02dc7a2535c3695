using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Diagnosing.Scans;

/// <summary>What came of a scan.</summary>
/// <param name="Path">The folder or ZIP.</param>
/// <param name="Names">Names of its files by the numbers of instances.</param>
/// <param name="Slices">Its slices from the feet to the head.</param>
/// <param name="Verdict">The verdict.</param>
internal sealed record ScanOutcome(string Path, IReadOnlyList<string> Names, IReadOnlyList<ScanSlice> Slices, ScanDiagnosis Verdict);
