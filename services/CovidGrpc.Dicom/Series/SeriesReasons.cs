namespace CovidGrpc.Dicom.Series;

/// <summary>Why a series is not the one to diagnose; stable across versions.</summary>
public static class SeriesReasons
{
    /// <summary>Localizer (scout) images.</summary>
    public const string Localizer = "LOCALIZER";

    /// <summary>The planes are not axial.</summary>
    public const string NotAxial = "NOT_AXIAL";

    /// <summary>Position or orientation is unknown.</summary>
    public const string NoGeometry = "NO_GEOMETRY";

    /// <summary>Reformats, projections or captures.</summary>
    public const string Derived = "DERIVED";

    /// <summary>Another series covers more of the body.</summary>
    public const string LessCoverage = "LESS_COVERAGE";

    /// <summary>Another series has a kernel that is less sharp.</summary>
    public const string SharpKernel = "SHARP_KERNEL";

    /// <summary>Another series has more slices.</summary>
    public const string FewerSlices = "FEWER_SLICES";

    /// <summary>Another series is as good.</summary>
    public const string Equal = "EQUAL";
}
