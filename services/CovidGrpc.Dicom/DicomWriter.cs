using System.Buffers;
using System.Buffers.Binary;

namespace CovidGrpc.Dicom;

/// <summary>Writes data sets in explicit little endian; sequences and items with undefined length, group lengths left out.</summary>
internal sealed class DicomWriter(IBufferWriter<byte> output)
{
    private const uint UndefinedLength = 0xFFFFFFFF;

    public void WriteDataset(IEnumerable<DicomElement> dataset)
    {
        foreach (var element in dataset)
        {
            if (element.Tag.Element != 0)
                WriteElement(element);
        }
    }

    public void WriteElement(DicomElement element)
    {
        WriteTag(element.Tag);
        if (element.Items is { } items)
            WriteItems(items);
        else if (element.Fragments is { } fragments)
            WriteFragments(fragments);
        else
            WriteValue(element);
    }

    private void WriteValue(DicomElement element)
    {
        var length = PaddedLength(element.Value);
        // A value too long for the 16-bit length of its representation travels as unknown (PS3.5 6.2.2).
        var vr = length > ushort.MaxValue && !element.Vr.HasLongLength() ? DicomVr.UN : element.Vr;
        WriteVr(vr);
        if (vr.HasLongLength())
        {
            WriteUInt16(0);
            WriteUInt32(length);
        }
        else
        {
            WriteUInt16((ushort)length);
        }

        WritePadded(element.Value, element.Vr.Padding());
    }

    private void WriteItems(IReadOnlyList<DicomDataset> items)
    {
        WriteVr(DicomVr.SQ);
        WriteUInt16(0);
        WriteUInt32(UndefinedLength);
        foreach (var item in items)
        {
            WriteTag(DicomTag.Item);
            WriteUInt32(UndefinedLength);
            WriteDataset(item);
            WriteTag(DicomTag.ItemDelimitationItem);
            WriteUInt32(0);
        }

        WriteTag(DicomTag.SequenceDelimitationItem);
        WriteUInt32(0);
    }

    private void WriteFragments(IReadOnlyList<ReadOnlyMemory<byte>> fragments)
    {
        WriteVr(DicomVr.OB);
        WriteUInt16(0);
        WriteUInt32(UndefinedLength);
        foreach (var fragment in fragments)
        {
            WriteTag(DicomTag.Item);
            WriteUInt32(PaddedLength(fragment));
            WritePadded(fragment, 0);
        }

        WriteTag(DicomTag.SequenceDelimitationItem);
        WriteUInt32(0);
    }

    private void WritePadded(ReadOnlyMemory<byte> value, byte padding)
    {
        output.Write(value.Span);
        if ((value.Length & 1) == 1)
            output.Write([padding]);
    }

    private void WriteTag(DicomTag tag)
    {
        WriteUInt16(tag.Group);
        WriteUInt16(tag.Element);
    }

    private void WriteVr(DicomVr vr)
    {
        var code = vr.ToString();
        output.Write([(byte)code[0], (byte)code[1]]);
    }

    private void WriteUInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(output.GetSpan(sizeof(ushort)), value);
        output.Advance(sizeof(ushort));
    }

    private void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(sizeof(uint)), value);
        output.Advance(sizeof(uint));
    }

    private static uint PaddedLength(ReadOnlyMemory<byte> value) => (uint)value.Length + ((uint)value.Length & 1);
}
