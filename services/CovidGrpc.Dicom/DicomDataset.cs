using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Text;

namespace CovidGrpc.Dicom;

/// <summary>
/// A data set: elements by tag, enumerated in the order of tags. Getters answer null, or an empty list, for an
/// attribute that is absent or empty, and throw <see cref="DicomException"/> for one that cannot be read as asked.
/// </summary>
public sealed class DicomDataset : IEnumerable<DicomElement>
{
    private const int MaxDecimalStringLength = 16;

    // What a short explicit length can say (PS3.5 7.1.2); pixels and other bulk are read from Value, not through getters.
    private const int MaxTypedValueBytes = ushort.MaxValue;

    private readonly Dictionary<DicomTag, DicomElement> _elements = [];

    /// <summary>Number of elements at this level.</summary>
    public int Count => _elements.Count;

    // Without a declared character set only the default repertoire is certain; Latin-1 keeps every byte apart.
    private Encoding Encoding => _elements.TryGetValue(DicomTag.SpecificCharacterSet, out var element)
        && element.Value.Span.IndexOf("ISO_IR 192"u8) >= 0 ? Encoding.UTF8 : Encoding.Latin1;

    /// <summary>The element with this tag; null when absent.</summary>
    /// <param name="tag">Tag.</param>
    public DicomElement? Find(DicomTag tag) => _elements.GetValueOrDefault(tag);

    /// <summary>Whether an element with this tag is present, empty or not.</summary>
    /// <param name="tag">Tag.</param>
    public bool Contains(DicomTag tag) => _elements.ContainsKey(tag);

    /// <summary>First value as text, without padding; null when absent or empty.</summary>
    /// <param name="tag">Tag.</param>
    public string? GetString(DicomTag tag) => GetStrings(tag) is [{ Length: > 0 } first, ..] ? first : null;

    /// <summary>Every value as text, without padding.</summary>
    /// <param name="tag">Tag.</param>
    public IReadOnlyList<string> GetStrings(DicomTag tag)
    {
        if (FindTyped(tag) is not { Value.IsEmpty: false } element)
            return [];
        if (!element.Vr.IsText() && element.Vr != DicomVr.UN)
            throw Invalid(tag, "is not text");
        var text = Encoding.GetString(element.Value.Span).Trim('\0', ' ');
        if (text.Length == 0)
            return [];
        return element.Vr.IsSingleText() ? [text] : text.Split('\\', StringSplitOptions.TrimEntries);
    }

    /// <summary>First value as a number; null when absent or empty.</summary>
    /// <param name="tag">Tag of an element of VR DS, IS, FL, FD or a binary integer.</param>
    public double? GetDecimal(DicomTag tag) => GetDecimals(tag) is [var first, ..] ? first : null;

    /// <summary>Every value as a finite number.</summary>
    /// <param name="tag">Tag of an element of VR DS, IS, FL, FD or a binary integer.</param>
    public IReadOnlyList<double> GetDecimals(DicomTag tag)
    {
        if (FindTyped(tag) is not { } element)
            return [];
        IReadOnlyList<double> values = element.Vr switch
        {
            DicomVr.FL => Words(element, 4, bytes => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes)),
            DicomVr.FD => Words(element, 8, BinaryPrimitives.ReadDoubleLittleEndian),
            _ when element.Vr.IsText() => [.. GetStrings(tag).Select(text => ParseDecimal(tag, text))],
            _ => [.. GetIntegers(tag).Select(value => (double)value)],
        };
        return values.All(double.IsFinite) ? values : throw Invalid(tag, "is not a finite number");
    }

    /// <summary>First value as an integer; null when absent or empty.</summary>
    /// <param name="tag">Tag of an element of VR IS, US, SS, UL or SL.</param>
    public int? GetInteger(DicomTag tag) => GetIntegers(tag) is [var first, ..] ? first : null;

    /// <summary>Every value as an integer.</summary>
    /// <param name="tag">Tag of an element of VR IS, US, SS, UL or SL.</param>
    public IReadOnlyList<int> GetIntegers(DicomTag tag)
    {
        if (FindTyped(tag) is not { } element)
            return [];
        return element.Vr switch
        {
            DicomVr.US => Words(element, 2, bytes => (int)BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
            DicomVr.SS => Words(element, 2, bytes => (int)BinaryPrimitives.ReadInt16LittleEndian(bytes)),
            DicomVr.SL => Words(element, 4, BinaryPrimitives.ReadInt32LittleEndian),
            DicomVr.UL => Words(element, 4, bytes => BinaryPrimitives.ReadUInt32LittleEndian(bytes) is var value and <= int.MaxValue
                ? (int)value
                : throw Invalid(tag, "is out of range")),
            DicomVr.IS => [.. GetStrings(tag).Select(text => ParseInteger(tag, text))],
            _ => throw Invalid(tag, "is not an integer"),
        };
    }

    /// <summary>Items of a sequence.</summary>
    /// <param name="tag">Tag of a sequence.</param>
    public IReadOnlyList<DicomDataset> GetItems(DicomTag tag) => Find(tag)?.Items ?? [];

    /// <summary>Puts an element, in place of one with the same tag.</summary>
    /// <param name="element">Element.</param>
    public DicomDataset Set(DicomElement element)
    {
        _elements[element.Tag] = element;
        return this;
    }

    /// <summary>Puts texts, with the dictionary's value representation; without a value, an empty element.</summary>
    /// <param name="tag">A well-known tag of a text VR.</param>
    /// <param name="values">Values; ASCII unless SpecificCharacterSet was set to ISO_IR 192 before.</param>
    /// <exception cref="ArgumentException">The tag is not of a text VR, or a value cannot be encoded.</exception>
    public DicomDataset SetString(DicomTag tag, params ReadOnlySpan<string> values)
    {
        if (!tag.Vr.IsText())
            throw new ArgumentException($"{tag} does not hold text.", nameof(tag));
        var text = string.Join('\\', values);
        if (Encoding != Encoding.UTF8 && !Ascii.IsValid(text))
            throw new ArgumentException($"{tag} holds characters that need SpecificCharacterSet ISO_IR 192.", nameof(values));
        return Set(new DicomElement(tag, tag.Vr, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Puts numbers as decimal or integer strings or binary words, as the dictionary's value representation asks.</summary>
    /// <param name="tag">A well-known tag of VR DS, IS, US or UL.</param>
    /// <param name="values">Finite values; whole and in range where the VR is an integer.</param>
    /// <exception cref="ArgumentException">The tag does not hold numbers.</exception>
    /// <exception cref="OverflowException">A value does not fit.</exception>
    public DicomDataset SetNumber(DicomTag tag, params ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (!double.IsFinite(value) || (tag.Vr != DicomVr.DS && value != Math.Truncate(value)))
                throw new ArgumentException($"A value cannot be written as {tag.Vr}.", nameof(values));
        }

        return tag.Vr switch
        {
            DicomVr.DS => SetString(tag, [.. values.ToArray().Select(FormatDecimal)]),
            DicomVr.IS => SetString(tag, [.. values.ToArray().Select(value => checked((int)value).ToString(CultureInfo.InvariantCulture))]),
            DicomVr.US => SetWords(tag, values, 2, (bytes, value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)value))),
            DicomVr.UL => SetWords(tag, values, 4, (bytes, value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes, checked((uint)value))),
            _ => throw new ArgumentException($"{tag} does not hold numbers.", nameof(tag)),
        };
    }

    /// <summary>Puts bytes as they are.</summary>
    /// <param name="tag">Tag.</param>
    /// <param name="vr">Value representation, OB or OW for pixels.</param>
    /// <param name="value">Little-endian bytes, kept without a copy.</param>
    public DicomDataset SetBytes(DicomTag tag, DicomVr vr, ReadOnlyMemory<byte> value) => Set(new DicomElement(tag, vr, value));

    /// <summary>Puts a sequence.</summary>
    /// <param name="tag">Tag.</param>
    /// <param name="items">Items in order.</param>
    public DicomDataset SetSequence(DicomTag tag, params IReadOnlyList<DicomDataset> items) => Set(new DicomElement(tag, items));

    /// <inheritdoc/>
    public IEnumerator<DicomElement> GetEnumerator() => _elements.Values.OrderBy(element => element.Tag).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private DicomElement? FindTyped(DicomTag tag) =>
        Find(tag) is { Value.Length: > MaxTypedValueBytes } ? throw Invalid(tag, "is too long") : Find(tag);

    private static DicomException Invalid(DicomTag tag, string problem) => new(DicomReasons.InvalidValue, $"The attribute {tag} {problem}.");

    private static double ParseDecimal(DicomTag tag, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Invalid(tag, "is not a number");

    private static int ParseInteger(DicomTag tag, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Invalid(tag, "is not an integer");

    private static string FormatDecimal(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        for (var digits = MaxDecimalStringLength - 1; text.Length > MaxDecimalStringLength; digits--)
            text = value.ToString($"G{digits}", CultureInfo.InvariantCulture);
        return text;
    }

    private static T[] Words<T>(DicomElement element, int size, WordReader<T> read)
    {
        var bytes = element.Value.Span;
        if (bytes.Length % size != 0)
            throw Invalid(element.Tag, $"is not a whole number of {size}-byte values");
        var words = new T[bytes.Length / size];
        for (var i = 0; i < words.Length; i++)
            words[i] = read(bytes.Slice(i * size, size));
        return words;
    }

    private DicomDataset SetWords(DicomTag tag, ReadOnlySpan<double> values, int size, WordWriter write)
    {
        var bytes = new byte[values.Length * size];
        for (var i = 0; i < values.Length; i++)
            write(bytes.AsSpan(i * size, size), values[i]);
        return SetBytes(tag, tag.Vr, bytes);
    }

    private delegate T WordReader<T>(ReadOnlySpan<byte> bytes);

    private delegate void WordWriter(Span<byte> bytes, double value);
}
