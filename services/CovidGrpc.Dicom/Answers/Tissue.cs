namespace CovidGrpc.Dicom.Answers;

/// <summary>What a mask marks. The number is that of the segment in a segmentation.</summary>
public enum Tissue
{
    /// <summary>Lung; as a segment, lung and the lesions inside it.</summary>
    Lung = 1,

    /// <summary>Ground-glass opacity; as a segment, where there is no consolidation.</summary>
    GroundGlassOpacity = 2,

    /// <summary>Consolidation.</summary>
    Consolidation = 3,
}
