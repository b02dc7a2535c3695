namespace CovidGrpc.Dicom;

/// <summary>The tag of a data element. Well-known tags are members named after their keyword (PS3.6).</summary>
/// <param name="Group">Group number.</param>
/// <param name="Element">Element number.</param>
public readonly partial record struct DicomTag(ushort Group, ushort Element) : IComparable<DicomTag>
{
    /// <summary>Whether the group is odd, that is private (PS3.5 7.8).</summary>
    public bool IsPrivate => (Group & 1) == 1;

    /// <summary>The value representation in the dictionary; <see cref="DicomVr.UN"/> for a tag that is not well known here.</summary>
    public DicomVr Vr => Element == 0 ? DicomVr.UL : Dictionary.TryGetValue(this, out var entry) ? entry.Vr : DicomVr.UN;

    /// <summary>The keyword in the dictionary; null for a tag that is not well known here.</summary>
    public string? Keyword => Dictionary.TryGetValue(this, out var entry) ? entry.Keyword : null;

    private uint Number => ((uint)Group << 16) | Element;

    /// <inheritdoc/>
    public int CompareTo(DicomTag other) => Number.CompareTo(other.Number);

    /// <summary>For example <c>Rows (0028,0010)</c>.</summary>
    public override string ToString() =>
        Keyword is { } keyword ? $"{keyword} ({Group:X4},{Element:X4})" : $"({Group:X4},{Element:X4})";

    /// <summary>Orders by group, then element.</summary>
    public static bool operator <(DicomTag left, DicomTag right) => left.Number < right.Number;

    /// <summary>Orders by group, then element.</summary>
    public static bool operator >(DicomTag left, DicomTag right) => left.Number > right.Number;

    /// <summary>Orders by group, then element.</summary>
    public static bool operator <=(DicomTag left, DicomTag right) => left.Number <= right.Number;

    /// <summary>Orders by group, then element.</summary>
    public static bool operator >=(DicomTag left, DicomTag right) => left.Number >= right.Number;
}
