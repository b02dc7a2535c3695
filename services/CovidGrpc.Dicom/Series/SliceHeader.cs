namespace CovidGrpc.Dicom.Series;

/// <summary>What series are assembled by: one CT frame without its pixels. Some hundred bytes.</summary>
public sealed record SliceHeader
{
    /// <summary>Number of its file, as the caller counts them.</summary>
    public required int Instance { get; init; }

    /// <summary>Number of the frame in its file, from 0.</summary>
    public required int Frame { get; init; }

    /// <summary>SeriesInstanceUID; empty when not stated.</summary>
    public required string Series { get; init; }

    /// <summary>InstanceNumber; null when not stated.</summary>
    public required int? Number { get; init; }

    /// <summary>Rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns.</summary>
    public required int Columns { get; init; }

    /// <summary>Distance between pixel centres, mm; null when unknown.</summary>
    public required PixelSpacing? Spacing { get; init; }

    /// <summary>Centre of the first pixel, mm; null when unknown.</summary>
    public required PatientVector? Position { get; init; }

    /// <summary>Direction of rows and columns; null when unknown.</summary>
    public required ImageOrientation? Orientation { get; init; }

    /// <summary>Whether the image is a localizer (scout).</summary>
    public required bool IsLocalizer { get; init; }

    /// <summary>Whether the image was computed from others or captured: reformats, projections, screen shots.</summary>
    public required bool IsDerived { get; init; }

    /// <summary>Whether the reconstruction kernel is a sharp one.</summary>
    public required bool IsSharp { get; init; }

    /// <summary>SHA-256 of the frame's pixels as they are stored, hexadecimal: tells duplicates from other images, in whichever file they lie.</summary>
    public required string PixelDigest { get; init; }

    /// <summary>Whether position and orientation are known.</summary>
    public bool HasGeometry => Position is not null && Orientation is not null;
}
