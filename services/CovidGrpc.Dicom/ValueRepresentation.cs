using System.Collections.Frozen;

namespace CovidGrpc.Dicom;

/// <summary>How values of each representation are laid out in a file.</summary>
internal static class ValueRepresentation
{
    private static readonly FrozenDictionary<int, DicomVr> ByCode =
        Enum.GetValues<DicomVr>().ToFrozenDictionary(vr => Code(vr.ToString()[0], vr.ToString()[1]));

    public static bool TryParse(byte first, byte second, out DicomVr vr) => ByCode.TryGetValue(Code(first, second), out vr);

    /// <summary>Whether explicit encodings write a 32-bit length after two reserved bytes (PS3.5 7.1.2).</summary>
    public static bool HasLongLength(this DicomVr vr) => vr is DicomVr.OB or DicomVr.OD or DicomVr.OF or DicomVr.OL or DicomVr.OV
        or DicomVr.OW or DicomVr.SQ or DicomVr.SV or DicomVr.UC or DicomVr.UN or DicomVr.UR or DicomVr.UT or DicomVr.UV;

    public static bool IsText(this DicomVr vr) => vr is DicomVr.AE or DicomVr.AS or DicomVr.CS or DicomVr.DA or DicomVr.DS or DicomVr.DT
        or DicomVr.IS or DicomVr.LO or DicomVr.LT or DicomVr.PN or DicomVr.SH or DicomVr.ST or DicomVr.TM or DicomVr.UC or DicomVr.UI
        or DicomVr.UR or DicomVr.UT;

    /// <summary>Texts in which a backslash is a character and not a separator of values.</summary>
    public static bool IsSingleText(this DicomVr vr) => vr is DicomVr.LT or DicomVr.ST or DicomVr.UT or DicomVr.UR;

    /// <summary>The byte that brings an odd value to even length (PS3.5 6.2).</summary>
    public static byte Padding(this DicomVr vr) => vr.IsText() && vr != DicomVr.UI ? (byte)' ' : (byte)0;

    /// <summary>A big-endian value in little-endian order: a copy where its words have several bytes (PS3.5 7.3).</summary>
    public static ReadOnlyMemory<byte> ToLittleEndian(this DicomVr vr, ReadOnlyMemory<byte> value)
    {
        var size = vr.WordBytes();
        if (size == 1)
            return value;
        var swapped = value.ToArray();
        for (var at = 0; at + size <= swapped.Length; at += size)
            Array.Reverse(swapped, at, size);
        return swapped;
    }

    private static int WordBytes(this DicomVr vr) => vr switch
    {
        DicomVr.AT or DicomVr.OW or DicomVr.SS or DicomVr.US => 2,
        DicomVr.FL or DicomVr.OF or DicomVr.OL or DicomVr.SL or DicomVr.UL => 4,
        DicomVr.FD or DicomVr.OD or DicomVr.OV or DicomVr.SV or DicomVr.UV => 8,
        _ => 1,
    };

    private static int Code(int first, int second) => (first << 8) | second;
}
