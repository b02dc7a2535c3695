namespace CovidGrpc.Imaging;

/// <summary>Format of the file that an image came from.</summary>
public enum SourceFormat
{
    /// <summary>DICOM Part 10.</summary>
    Dicom,

    /// <summary>Portable Network Graphics.</summary>
    Png,

    /// <summary>JPEG (JFIF).</summary>
    Jpeg,

    /// <summary>TIFF.</summary>
    Tiff,
}
