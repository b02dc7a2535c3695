namespace CovidGrpc.Reports.Published;

/// <summary>Published figures of a segmenter on the test images of CNCB-NCOV, by the authors' per-image average precision.</summary>
/// <param name="System">The system, as its authors call it.</param>
/// <param name="At50">Average precision at IoU 0.5.</param>
/// <param name="At75">Average precision at IoU 0.75.</param>
/// <param name="Mean">Mean over IoU 0.50 to 0.95 in steps of 0.05.</param>
/// <param name="Source">Where it is printed.</param>
public sealed record PublishedSegmenter(string System, double At50, double At75, double Mean, string Source);
