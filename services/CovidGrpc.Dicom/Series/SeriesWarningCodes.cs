namespace CovidGrpc.Dicom.Series;

/// <summary>What may be unusual about a scan that is taken nevertheless; stable across versions.</summary>
public static class SeriesWarningCodes
{
    /// <summary>Slices are missing between neighbours.</summary>
    public const string Gaps = "SLICE_GAPS";

    /// <summary>The distance of the slices changes along the scan.</summary>
    public const string MixedSpacing = "SLICE_SPACING_MIXED";

    /// <summary>Images occur more than once; each was taken once.</summary>
    public const string Duplicates = "DUPLICATE_SLICES";

    /// <summary>Several images with other pixels lie at one position; one was taken.</summary>
    public const string SamePosition = "SLICES_AT_SAME_POSITION";

    /// <summary>The slices are tilted against the line along which they lie.</summary>
    public const string Tilt = "GANTRY_TILT";

    /// <summary>Localizers were among the files.</summary>
    public const string Localizers = "LOCALIZERS_LEFT_OUT";

    /// <summary>The files hold series that were not taken.</summary>
    public const string OtherSeries = "SERIES_NOT_TAKEN";

    /// <summary>Positions are unknown: the order is that of instance numbers, and volumes are not possible.</summary>
    public const string GeometryUnknown = "SCAN_GEOMETRY_UNKNOWN";
}
