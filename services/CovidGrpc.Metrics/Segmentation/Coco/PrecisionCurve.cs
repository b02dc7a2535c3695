namespace CovidGrpc.Metrics.Segmentation.Coco;

/// <summary>Precision over recall of one category.</summary>
/// <param name="Precision">At the 101 recalls, non-increasing.</param>
/// <param name="Recall">After the last prediction.</param>
internal sealed record PrecisionCurve(double[] Precision, double Recall);
