using System.Collections.Frozen;

namespace CovidGrpc.Dicom;

/// <summary>How a data set and its pixels are encoded (PS3.5, chapter 10).</summary>
/// <param name="Uid">Unique identifier.</param>
/// <param name="Name">Name for people.</param>
/// <param name="IsExplicitVr">Whether each element states its value representation.</param>
/// <param name="IsEncapsulated">Whether the pixels are a compressed stream in fragments.</param>
public sealed record DicomTransferSyntax(string Uid, string Name, bool IsExplicitVr = true, bool IsEncapsulated = false)
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

    private static readonly FrozenDictionary<string, DicomTransferSyntax> Known = new[]
    {
        ImplicitLittleEndian,
        ExplicitLittleEndian,
        Deflated,
        ExplicitBigEndian,
        Compressed("1.2.840.10008.1.2.4.50", "JPEG Baseline"),
        Compressed("1.2.840.10008.1.2.4.51", "JPEG Extended"),
        Compressed("1.2.840.10008.1.2.4.53", "JPEG Spectral Selection"),
        Compressed("1.2.840.10008.1.2.4.55", "JPEG Full Progression"),
        Compressed("1.2.840.10008.1.2.4.57", "JPEG Lossless"),
        Compressed("1.2.840.10008.1.2.4.70", "JPEG Lossless SV1"),
        Compressed("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless"),
        Compressed("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless"),
        Compressed("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless"),
        Compressed("1.2.840.10008.1.2.4.91", "JPEG 2000"),
        Compressed("1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Lossless"),
        Compressed("1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2"),
        Compressed("1.2.840.10008.1.2.4.100", "MPEG-2 Main Level"),
        Compressed("1.2.840.10008.1.2.4.101", "MPEG-2 High Level"),
        Compressed("1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264"),
        Compressed("1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible"),
        Compressed("1.2.840.10008.1.2.4.107", "HEVC/H.265 Main"),
        Compressed("1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10"),
        Compressed("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless"),
        Compressed("1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 RPCL Lossless"),
        Compressed("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000"),
        Compressed("1.2.840.10008.1.2.5", "RLE Lossless"),
    }.ToFrozenDictionary(syntax => syntax.Uid);

    /// <summary>The transfer syntax with this identifier; null when it is not known here.</summary>
    /// <param name="uid">Unique identifier.</param>
    public static DicomTransferSyntax? Find(string uid) => Known.GetValueOrDefault(uid);

    internal DicomException NotSupportedYet() => new(
        DicomReasons.UnsupportedTransferSyntax,
        $"{Name} is not supported yet: store the image again as Explicit VR Little Endian (for example with gdcmconv --raw).");

    private static DicomTransferSyntax Compressed(string uid, string name) => new(uid, name, IsEncapsulated: true);
}
