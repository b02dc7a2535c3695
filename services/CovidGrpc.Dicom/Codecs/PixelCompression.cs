namespace CovidGrpc.Dicom.Codecs;

/// <summary>Families of compression; each has one decoder.</summary>
public enum PixelCompression
{
    /// <summary>Not compressed.</summary>
    None,
    /// <summary>Run lengths (PS3.5 annex G).</summary>
    Rle,
    /// <summary>JPEG process 14, lossless (ITU-T T.81 annex H).</summary>
    JpegLossless,
    /// <summary>JPEG-LS, lossless or near-lossless (ITU-T T.87).</summary>
    JpegLs,
    /// <summary>JPEG by cosine transform, lossy, 8 or 12 bits (ITU-T T.81 annexes F and G).</summary>
    Jpeg,
    /// <summary>JPEG 2000 part 1 (ITU-T T.800).</summary>
    Jpeg2000,
    /// <summary>Known by name, never decoded: video, part 2 and high-throughput JPEG 2000.</summary>
    NotDecoded,
}
