namespace CovidGrpc.Imaging;

/// <summary>
/// Why a file is no CT slice: the stable, machine-readable half of an <see cref="UnreadableImageException"/>. Files in
/// DICOM may also be refused with one of <see cref="Dicom.DicomReasons"/>.
/// </summary>
public static class RefusalReasons
{
    /// <summary>The file has no bytes.</summary>
    public const string Empty = "EMPTY_FILE";

    /// <summary>The file is neither DICOM nor PNG, JPEG or TIFF.</summary>
    public const string UnknownFormat = "UNKNOWN_FORMAT";

    /// <summary>The file is cut off or damaged.</summary>
    public const string Damaged = "IMAGE_DAMAGED";

    /// <summary>The file, or the image in it, is larger than the limits.</summary>
    public const string TooLarge = "IMAGE_TOO_LARGE";

    /// <summary>The image is too small for a CT slice.</summary>
    public const string TooSmall = "IMAGE_TOO_SMALL";

    /// <summary>The image is in colour.</summary>
    public const string Colour = "COLOUR_IMAGE";

    /// <summary>The image is partly transparent.</summary>
    public const string Transparent = "TRANSPARENT_IMAGE";

    /// <summary>The variant of the format is not read.</summary>
    public const string UnsupportedVariant = "FORMAT_VARIANT_UNSUPPORTED";

    /// <summary>The image is a localizer (scout).</summary>
    public const string Localizer = "LOCALIZER";

    /// <summary>The files of a scan hold no axial CT series and no pictures.</summary>
    public const string NoAxialSeries = "NO_AXIAL_SERIES";
}
