namespace CovidGrpc.Metrics.Segmentation.Coco;

/// <summary>What of two objects is compared.</summary>
public enum CocoOverlap
{
    /// <summary>Their masks (COCO: segm).</summary>
    Mask,

    /// <summary>Their boxes (COCO: bbox).</summary>
    Box,
}
