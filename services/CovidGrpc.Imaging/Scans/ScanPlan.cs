using CovidGrpc.Dicom.Series;

namespace CovidGrpc.Imaging.Scans;

/// <summary>What is read of a scan, and in which order.</summary>
/// <param name="Slices">The slices from the feet to the head; pictures in the order of their numbers.</param>
/// <param name="Series">The series that the files held, the chosen one first; empty for pictures.</param>
/// <param name="Warnings">What a reader should know of the scan.</param>
public sealed record ScanPlan(IReadOnlyList<ScanSlice> Slices, IReadOnlyList<RankedSeries> Series, IReadOnlyList<ImageWarning> Warnings);
