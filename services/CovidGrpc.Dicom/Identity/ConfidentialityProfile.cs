using System.Collections.Frozen;
using System.Globalization;

namespace CovidGrpc.Dicom.Identity;

/// <summary>
/// The Basic Application Level Confidentiality Profile (PS3.15, table E.1-1, edition 2024b). Where the table leaves
/// a choice (X/Z, X/D, …), the last is taken: it keeps an object valid whatever type its module gives the attribute, but
/// for <see cref="DicomTag.ReferencedStudySequence"/>, which a study may lack and may not leave without items.
/// </summary>
internal static class ConfidentialityProfile
{
    private const ushort RepeatingGroupMask = 0xFF00;
    private const ushort Curves = 0x5000;
    private const ushort Overlays = 0x6000;

    private static readonly FrozenDictionary<DicomTag, Row> Rows = ReadTable().ToFrozenDictionary(row => row.Tag);

    /// <summary>What becomes of an attribute.</summary>
    /// <param name="element">Attribute.</param>
    public static ConfidentialityAction ActionOn(DicomElement element)
    {
        var tag = element.Tag;
        if (tag.IsPrivate || (tag.Group & RepeatingGroupMask) is Curves or Overlays)
            return ConfidentialityAction.Remove;
        if (Rows.TryGetValue(tag, out var row))
            return row.Action;
        // Beyond the table: what nobody can read cannot be judged, names are names, and identifiers that PS3.6 does not list identify.
        return element.Vr switch
        {
            DicomVr.UN when element.Items is null => ConfidentialityAction.Remove,
            DicomVr.PN => ConfidentialityAction.Empty,
            DicomVr.UI when !DicomUids.IsStandard(element) => ConfidentialityAction.ReplaceUid,
            _ => ConfidentialityAction.Keep,
        };
    }

    /// <summary>Value representation of an attribute of unknown one, if the table has it.</summary>
    /// <param name="element">Attribute.</param>
    public static DicomVr VrOf(DicomElement element) =>
        element.Vr == DicomVr.UN && Rows.TryGetValue(element.Tag, out var row) ? row.Vr : element.Vr;

    private static IEnumerable<Row> ReadTable()
    {
        using var stream = typeof(ConfidentialityProfile).Assembly.GetManifestResourceStream("confidentiality-profile.csv")!;
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            var number = uint.Parse(fields[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            var tag = new DicomTag((ushort)(number >> 16), (ushort)number);
            var action = tag == DicomTag.ReferencedStudySequence ? ConfidentialityAction.Remove : Parse(fields[1]);
            yield return new Row(tag, action, Enum.Parse<DicomVr>(fields[2]));
        }
    }

    private static ConfidentialityAction Parse(string code) => code.Split('/')[^1] switch
    {
        "X" => ConfidentialityAction.Remove,
        "Z" => ConfidentialityAction.Empty,
        "D" => ConfidentialityAction.Dummy,
        "U" => ConfidentialityAction.ReplaceUid,
        "U*" => ConfidentialityAction.Keep, // Sequences of references: the identifiers in their items are replaced.
        _ => throw new FormatException($"The profile's table holds the unknown action {code}."),
    };

    private sealed record Row(DicomTag Tag, ConfidentialityAction Action, DicomVr Vr);
}
