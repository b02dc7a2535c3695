using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace CovidGrpc.Dicom;

/// <summary>Unique identifiers of PS3.6, and those of this software.</summary>
public static class DicomUids
{
    /// <summary>Root under which PS3.6 registers every standard identifier.</summary>
    public const string DicomRoot = "1.2.840.10008.";

    private const int MaxLength = 64;

    /// <summary>CT Image Storage.</summary>
    public const string CtImageStorage = "1.2.840.10008.5.1.4.1.1.2";

    /// <summary>Enhanced CT Image Storage (multi-frame).</summary>
    public const string EnhancedCtImageStorage = "1.2.840.10008.5.1.4.1.1.2.1";

    /// <summary>Legacy Converted Enhanced CT Image Storage (multi-frame).</summary>
    public const string LegacyConvertedEnhancedCtImageStorage = "1.2.840.10008.5.1.4.1.1.2.2";

    /// <summary>Secondary Capture Image Storage.</summary>
    public const string SecondaryCaptureImageStorage = "1.2.840.10008.5.1.4.1.1.7";

    /// <summary>Segmentation Storage.</summary>
    public const string SegmentationStorage = "1.2.840.10008.5.1.4.1.1.66.4";

    /// <summary>Comprehensive 3D SR Storage.</summary>
    public const string Comprehensive3DSrStorage = "1.2.840.10008.5.1.4.1.1.88.34";

    /// <summary>Names this software as the writer of a file (PS3.10 7.1).</summary>
    public const string ImplementationClass = "2.25.212410785837526107358049836302417305813";

    /// <summary>Whether an identifier is one that PS3.6 registers, by its root and its characters.</summary>
    /// <param name="uid">Identifier.</param>
    internal static bool IsStandard(string uid) => uid.Length <= MaxLength && uid.StartsWith(DicomRoot, StringComparison.Ordinal)
        && uid.All(character => char.IsAsciiDigit(character) || character == '.');

    /// <summary>Whether every identifier of an element is registered by PS3.6.</summary>
    /// <param name="element">Element of VR UI.</param>
    internal static bool IsStandard(DicomElement element) => Text(element) is var text && (text.Length == 0 || text.Split('\\').All(IsStandard));

    /// <summary>The identifiers of an element as they stand, without padding.</summary>
    /// <param name="element">Element.</param>
    internal static string Text(DicomElement element) => Encoding.Latin1.GetString(element.Value.Span).Trim('\0', ' ');

    /// <summary>The same identifier for the same key, always: 2.25 and 128 bits of its SHA-256 (PS3.5 B.2).</summary>
    /// <param name="key">What the object is made of; not recoverable from the identifier unless guessable.</param>
    public static string Derive(ReadOnlySpan<byte> key)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, digest);
        return $"2.25.{new BigInteger(digest[..16], isUnsigned: true, isBigEndian: true)}";
    }
}
