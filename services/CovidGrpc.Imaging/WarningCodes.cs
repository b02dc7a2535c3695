namespace CovidGrpc.Imaging;

/// <summary>What may be unusual about an image that is read nevertheless; stable across versions.</summary>
public static class WarningCodes
{
    /// <summary>A picture file: grey values as stored, no HU, no window, no geometry.</summary>
    public const string NoHounsfieldScale = "NO_HOUNSFIELD_SCALE";

    /// <summary>16 bits per pixel in a picture file, reduced to the upper 8.</summary>
    public const string ReducedTo8Bits = "REDUCED_TO_8_BITS";

    /// <summary>Few grey levels are in use, as when the wrong range was exported.</summary>
    public const string LowContrast = "LOW_CONTRAST";

    /// <summary>A few coloured pixels, as of marks drawn into the image; read by their brightness.</summary>
    public const string ColouredMarks = "COLOURED_MARKS";

    /// <summary>The file holds several pages; the first was read.</summary>
    public const string FirstPageOnly = "FIRST_PAGE_ONLY";

    /// <summary>Rows and columns differ: the resize changes the proportions.</summary>
    public const string NotSquare = "NOT_SQUARE";

    /// <summary>Fewer than 256 rows or columns: much of the slice is interpolated.</summary>
    public const string LowResolution = "LOW_RESOLUTION";

    /// <summary>The file states no rescale; slope 1 and intercept 0 were assumed.</summary>
    public const string RescaleMissing = "RESCALE_MISSING";

    /// <summary>The file's rescaled unit is not HU.</summary>
    public const string RescaleTypeNotHounsfield = "RESCALE_TYPE_NOT_HU";

    /// <summary>The values do not span what a slice of a chest spans, air to bone.</summary>
    public const string HounsfieldRangeUnusual = "HU_RANGE_UNUSUAL";

    /// <summary>MONOCHROME1, to be shown inverted; the HU were used, air stays dark.</summary>
    public const string DisplayInverted = "DISPLAY_INVERTED";

    /// <summary>The file states no orientation.</summary>
    public const string OrientationUnknown = "ORIENTATION_UNKNOWN";

    /// <summary>The image plane is not axial.</summary>
    public const string OrientationNotAxial = "ORIENTATION_NOT_AXIAL";

    /// <summary>The image plane is axial but tilted by more than ten degrees.</summary>
    public const string OrientationOblique = "ORIENTATION_OBLIQUE";

    /// <summary>Rows do not run to the patient's left and columns to the back: the image is turned or mirrored.</summary>
    public const string OrientationTurned = "ORIENTATION_TURNED";

    /// <summary>The file states no pixel spacing: no areas or volumes in mm.</summary>
    public const string SpacingUnknown = "SPACING_UNKNOWN";

    /// <summary>A sharp (bone or high-resolution lung) kernel, with more noise than the network learned from.</summary>
    public const string KernelSharp = "KERNEL_SHARP";

    /// <summary>A slice thicker than 5 mm.</summary>
    public const string SliceThick = "SLICE_THICK";

    /// <summary>A derived or captured image, not one from the scanner.</summary>
    public const string DerivedImage = "DERIVED_IMAGE";

    /// <summary>The pixels went through lossy compression.</summary>
    public const string LossyCompression = "LOSSY_COMPRESSION";

    /// <summary>Files of a scan could not be read, or are no CT images; the others were taken.</summary>
    public const string InstancesUnreadable = "INSTANCES_UNREADABLE";

    /// <summary>Pictures lay beside the DICOM images of a scan, and were not taken.</summary>
    public const string PicturesLeftOut = "PICTURES_LEFT_OUT";

    /// <summary>A slice of a scan could not be decoded; the others were taken.</summary>
    public const string SliceUnreadable = "SLICE_UNREADABLE";
}
