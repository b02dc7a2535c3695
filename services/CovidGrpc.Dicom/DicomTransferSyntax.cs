using System.Collections.Frozen;
using CovidGrpc.Dicom.Codecs;

namespace CovidGrpc.Dicom;

/// <summary>How a data set and its pixels are encoded (PS3.5, chapter 10).</summary>
/// <param name="Uid">Unique identifier.</param>
/// <param name="Name">Name for people.</param>
/// <param name="IsExplicitVr">Whether each element states its value representation.</param>
/// <param name="Compression">How the pixels are compressed.</param>
public sealed record DicomTransferSyntax(
    string Uid, string Name, bool IsExplicitVr = true, PixelCompression Compression = PixelCompression.None)
{
    /// <summary>Implicit VR Little Endian, the default of DICOM.</summary>
    public static DicomTransferSyntax ImplicitLittleEndian { get; } =
        new("1.2.840.10008.1.2", "Implicit VR Little Endian", IsExplicitVr: false);

    /// <summary>Explicit VR Little Endian.</summary>
    public static DicomTransferSyntax ExplicitLittleEndian { get; } = new("1.2.840.10008.1.2.1", "Explicit VR Little Endian");

    /// <summary>Deflated Explicit VR Little Endian.</summary>
    public static DicomTransferSyntax Deflated { get; } = new("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian");

    /// <summary>Explicit VR Big Endian, retired.</summary>
    public static DicomTransferSyntax ExplicitBigEndian { get; } = new("1.2.840.10008.1.2.2", "Explicit VR Big Endian");

    private static readonly FrozenDictionary<string, DicomTransferSyntax> Known = new DicomTransferSyntax[]
    {
        ImplicitLittleEndian,
        ExplicitLittleEndian,
        Deflated,
        ExplicitBigEndian,
        new("1.2.840.10008.1.2.4.50", "JPEG Baseline", Compression: PixelCompression.Jpeg),
        new("1.2.840.10008.1.2.4.51", "JPEG Extended", Compression: PixelCompression.Jpeg),
        new("1.2.840.10008.1.2.4.53", "JPEG Spectral Selection", Compression: PixelCompression.Jpeg),
        new("1.2.840.10008.1.2.4.55", "JPEG Full Progression", Compression: PixelCompression.Jpeg),
        new("1.2.840.10008.1.2.4.57", "JPEG Lossless", Compression: PixelCompression.JpegLossless),
        new("1.2.840.10008.1.2.4.70", "JPEG Lossless SV1", Compression: PixelCompression.JpegLossless),
        new("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", Compression: PixelCompression.JpegLs),
        new("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", Compression: PixelCompression.JpegLs),
        new("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", Compression: PixelCompression.Jpeg2000),
        new("1.2.840.10008.1.2.4.91", "JPEG 2000", Compression: PixelCompression.Jpeg2000),
        new("1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Lossless", Compression: PixelCompression.NotDecoded),
        new("1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2", Compression: PixelCompression.NotDecoded),
        new("1.2.840.10008.1.2.4.100", "MPEG-2 Main Level", Compression: PixelCompression.NotDecoded),
        new("1.2.840.10008.1.2.4.101", "MPEG-2 High Level", Compression: PixelCompression.NotDecoded),
        new("1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264", Compression: PixelCompression.NotDecoded),
        new("1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible", Compression: PixelCompression.NotDecoded),
        new("1.2.840.10008.1.2.4.107", "HEVC/H.265 Main", Compression: PixelCompression.NotDecoded),
        new("1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10", Compression: PixelCompression.NotDecoded),
        new("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless", Compression: PixelCompression.NotDecoded),
        new("1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 RPCL Lossless", Compression: PixelCompression.NotDecoded),
        new("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", Compression: PixelCompression.NotDecoded),
        new("1.2.840.10008.1.2.5", "RLE Lossless", Compression: PixelCompression.Rle),
    }.ToFrozenDictionary(syntax => syntax.Uid);

    /// <summary>The transfer syntax with this identifier; null when it is not known here.</summary>
    /// <param name="uid">Unique identifier.</param>
    public static DicomTransferSyntax? Find(string uid) => Known.GetValueOrDefault(uid);

    /// <summary>Every transfer syntax whose name is known, decoded or not.</summary>
    public static IEnumerable<DicomTransferSyntax> All => Known.Values;

    /// <summary>Whether the pixels are compressed streams in fragments.</summary>
    public bool IsEncapsulated => Compression != PixelCompression.None;

    /// <summary>Whether the data set behind the file meta information has its bytes in big-endian order.</summary>
    public bool IsBigEndian => this == ExplicitBigEndian;

    internal DicomException NotSupported() => new(
        DicomReasons.UnsupportedTransferSyntax,
        $"{Name} cannot be decoded here: store the image again as Explicit VR Little Endian (for example with gdcmconv --raw).");
}
