using System.Buffers.Binary;

namespace CovidGrpc.Dicom;

/// <summary>
/// Reads data sets. Values are slices of the input, big-endian ones swapped copies; every length is held against
/// what is left of the file, and elements and depth against the limits, before anything is kept.
/// </summary>
internal sealed class DicomReader(ReadOnlyMemory<byte> file, int start, DicomReadLimits limits)
{
    private const uint UndefinedLength = 0xFFFFFFFF;
    private const int TagBytes = 4;

    private int _position = start;
    private int _count;
    private ElementEncoding _encoding = ElementEncoding.FileMeta;

    /// <summary>Position of the next byte in the file.</summary>
    public int Position => _position;

    /// <summary>Reads the file meta information, group 0002, always in explicit little endian (PS3.10 7.1).</summary>
    public DicomDataset ReadFileMeta()
    {
        var meta = new DicomDataset();
        while (Remaining(file.Length) >= TagBytes && PeekTag().Group == DicomTag.TransferSyntaxUid.Group)
            Add(meta, ReadElement(file.Length, depth: 0));
        return meta;
    }

    /// <summary>Reads the data set from here to the end of the file.</summary>
    /// <param name="syntax">Transfer syntax of what is here, inflated already.</param>
    public DicomDataset ReadDataset(DicomTransferSyntax syntax)
    {
        _encoding = new ElementEncoding(syntax.IsExplicitVr, syntax.IsBigEndian, syntax.IsEncapsulated);
        var dataset = new DicomDataset();
        while (_position < file.Length)
            Add(dataset, ReadElement(file.Length, depth: 0));
        return dataset;
    }

    private DicomElement ReadElement(int end, int depth)
    {
        CountOne();
        var tag = ReadTag(end);
        if (tag.Group == DicomTag.Item.Group)
            throw Malformed($"a delimiter {tag} stands where no sequence is open");
        var (vr, length) = _encoding.IsExplicit ? ReadExplicitHeader(tag, end) : (tag.Vr, ReadUInt32(tag, end));

        if (length == UndefinedLength)
        {
            if (tag == DicomTag.PixelData && _encoding.IsExplicit)
            {
                return _encoding.IsEncapsulated
                    ? new DicomElement(tag, ReadFragments(end))
                    : throw Malformed("uncompressed pixel data has no length");
            }

            // An unknown representation of undefined length is a sequence in implicit encoding (PS3.5 6.2.2, note 2).
            return vr == DicomVr.SQ || vr == DicomVr.UN || !_encoding.IsExplicit
                ? new DicomElement(tag, ReadItems(tag, end, isDefined: false, vr, depth + 1))
                : throw Malformed($"{tag} has no length");
        }

        var valueEnd = EndOf(tag, length, end);
        if (vr == DicomVr.SQ)
            return new DicomElement(tag, ReadItems(tag, valueEnd, isDefined: true, vr, depth + 1));
        var value = _encoding.IsBigEndian ? vr.ToLittleEndian(file[_position..valueEnd]) : file[_position..valueEnd];
        _position = valueEnd;
        // A known attribute stated as unknown keeps its meaning; its value is implicit little endian (PS3.5 6.2.2).
        return new DicomElement(tag, vr == DicomVr.UN && tag.Vr != DicomVr.SQ ? tag.Vr : vr, value);
    }

    private List<DicomDataset> ReadItems(DicomTag sequence, int end, bool isDefined, DicomVr vr, int depth)
    {
        if (depth > limits.MaxDepth)
            throw new DicomException(DicomReasons.LimitExceeded, $"The DICOM file nests sequences deeper than {limits.MaxDepth} levels.");
        var outer = _encoding;
        if (vr == DicomVr.UN)
            _encoding = ElementEncoding.InsideUnknown;
        var items = ReadItems(sequence, end, isDefined, depth);
        _encoding = outer;
        return items;
    }

    private List<DicomDataset> ReadItems(DicomTag sequence, int end, bool isDefined, int depth)
    {
        var items = new List<DicomDataset>();
        while (!isDefined || _position < end)
        {
            CountOne();
            var tag = ReadTag(end);
            var length = ReadUInt32(tag, end);
            if (tag == DicomTag.SequenceDelimitationItem && !isDefined)
                return items;
            if (tag != DicomTag.Item)
                throw Malformed($"the sequence {sequence} holds something other than items");
            items.Add(ReadItem(length == UndefinedLength ? end : EndOf(tag, length, end), length != UndefinedLength, depth));
        }

        return items;
    }

    private DicomDataset ReadItem(int end, bool isDefined, int depth)
    {
        var item = new DicomDataset();
        while (!isDefined || _position < end)
        {
            if (!isDefined && Remaining(end) >= TagBytes && PeekTag() == DicomTag.ItemDelimitationItem)
            {
                ReadUInt32(ReadTag(end), end);
                return item;
            }

            Add(item, ReadElement(end, depth));
        }

        return item;
    }

    private List<ReadOnlyMemory<byte>> ReadFragments(int end)
    {
        var fragments = new List<ReadOnlyMemory<byte>>();
        while (true)
        {
            CountOne();
            var tag = ReadTag(end);
            var length = ReadUInt32(tag, end);
            if (tag == DicomTag.SequenceDelimitationItem)
                return fragments;
            if (tag != DicomTag.Item || length == UndefinedLength)
                throw Malformed("compressed pixel data holds something other than fragments");
            var fragmentEnd = EndOf(DicomTag.PixelData, length, end);
            fragments.Add(file[_position..fragmentEnd]);
            _position = fragmentEnd;
        }
    }

    private (DicomVr Vr, uint Length) ReadExplicitHeader(DicomTag tag, int end)
    {
        var code = Take(tag, 2, end);
        if (!ValueRepresentation.TryParse(code[0], code[1], out var vr))
            throw Malformed($"{tag} has an unknown value representation");
        if (!vr.HasLongLength())
            return (vr, UInt16Of(Take(tag, 2, end)));
        Take(tag, 2, end);
        return (vr, ReadUInt32(tag, end));
    }

    private int EndOf(DicomTag tag, uint length, int end) => length <= Remaining(end) ? _position + (int)length : throw Truncated(tag);

    private DicomTag PeekTag()
    {
        var bytes = file.Span[_position..];
        return new DicomTag(UInt16Of(bytes), UInt16Of(bytes[2..]));
    }

    private DicomTag ReadTag(int end)
    {
        if (Remaining(end) < TagBytes)
            throw new DicomException(DicomReasons.Truncated, "The DICOM file ends inside a tag: it was cut off.");
        var tag = PeekTag();
        _position += TagBytes;
        return tag;
    }

    private uint ReadUInt32(DicomTag tag, int end)
    {
        var bytes = Take(tag, 4, end);
        return _encoding.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    private ushort UInt16Of(ReadOnlySpan<byte> bytes) =>
        _encoding.IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private ReadOnlySpan<byte> Take(DicomTag tag, int count, int end)
    {
        if (Remaining(end) < count)
            throw Truncated(tag);
        var bytes = file.Span.Slice(_position, count);
        _position += count;
        return bytes;
    }

    private int Remaining(int end) => end - _position;

    private void CountOne()
    {
        if (++_count > limits.MaxElements)
            throw new DicomException(DicomReasons.LimitExceeded, $"The DICOM file holds more than {limits.MaxElements} data elements.");
    }

    private static void Add(DicomDataset dataset, DicomElement element)
    {
        if (dataset.Contains(element.Tag))
            throw Malformed($"{element.Tag} occurs twice");
        dataset.Set(element);
    }

    private static DicomException Truncated(DicomTag tag) =>
        new(DicomReasons.Truncated, $"The DICOM file ends inside {tag}: it was cut off, or a length in it is wrong.");

    private static DicomException Malformed(string problem) => new(DicomReasons.Malformed, $"The DICOM file is damaged: {problem}.");

    private readonly record struct ElementEncoding(bool IsExplicit, bool IsBigEndian, bool IsEncapsulated)
    {
        public static ElementEncoding FileMeta { get; } = new(IsExplicit: true, IsBigEndian: false, IsEncapsulated: false);

        // Whatever is around it, the content of an unknown representation is implicit little endian (PS3.5 6.2.2).
        public static ElementEncoding InsideUnknown { get; } = new(IsExplicit: false, IsBigEndian: false, IsEncapsulated: false);
    }
}
