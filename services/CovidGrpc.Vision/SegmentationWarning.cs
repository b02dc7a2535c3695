namespace CovidGrpc.Vision;

/// <summary>What a reader of the answer should know about how it came to be.</summary>
public enum SegmentationWarning
{
    /// <summary>No region survived, so there is no RoI sequence and there can be no diagnosis.</summary>
    NoRois,

    /// <summary>Fewer than 16 regions survived; they were repeated evenly to fill the sequence.</summary>
    FewRois,

    /// <summary>All pixels of the slice are equal.</summary>
    ConstantImage,
}
