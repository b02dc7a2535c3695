namespace CovidGrpc.Dicom.Answers;

/// <summary>Why a series gets no segmentation: a warning to give beside the report.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">One sentence for people; nothing of the patient.</param>
public sealed record SegmentationObstacle(string Code, string Message)
{
    /// <summary>The source states no FrameOfReferenceUID, or several.</summary>
    public static SegmentationObstacle FrameOfReference { get; } =
        new("SEGMENTATION_NO_FRAME_OF_REFERENCE", "The source images share no FrameOfReferenceUID: the report has no segmentation.");

    /// <summary>Position, orientation or pixel spacing is unknown.</summary>
    public static SegmentationObstacle UnknownGeometry { get; } =
        new("SEGMENTATION_UNKNOWN_GEOMETRY", "The source images do not tell where they lie in the patient: the report has no segmentation.");

    /// <summary>The images differ in size, spacing or orientation, or two lie at one place.</summary>
    public static SegmentationObstacle MixedGeometry { get; } =
        new("SEGMENTATION_MIXED_GEOMETRY", "The source images are no stack of equal, parallel planes: the report has no segmentation.");
}
