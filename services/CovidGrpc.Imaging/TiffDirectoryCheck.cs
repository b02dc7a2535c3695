using System.Buffers.Binary;

namespace CovidGrpc.Imaging;

/// <summary>
/// Holds the lengths in the first directory of a TIFF against the file. LibTiff allocates what a damaged
/// directory asks for, gigabytes if need be, before it finds that the file does not hold it.
/// </summary>
internal static class TiffDirectoryCheck
{
    private const int HeaderBytes = 8;
    private const int EntryBytes = 12;
    private const int InlineBytes = 4;

    // Bytes of a value by field type, from 1 (BYTE) to 13 (IFD).
    private static ReadOnlySpan<byte> TypeBytes => [1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

    public static bool Fits(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderBytes)
            return false;
        var isLittleEndian = file[0] == 'I';
        long directory = ReadUInt32(file[4..], isLittleEndian);
        if (directory + sizeof(ushort) > file.Length)
            return false;
        var entries = ReadUInt16(file[(int)directory..], isLittleEndian);
        var first = directory + sizeof(ushort);
        if (first + ((long)entries * EntryBytes) > file.Length)
            return false;
        for (var i = 0; i < entries; i++)
        {
            if (!EntryFits(file, file.Slice((int)first + (i * EntryBytes), EntryBytes), isLittleEndian))
                return false;
        }

        return true;
    }

    private static bool EntryFits(ReadOnlySpan<byte> file, ReadOnlySpan<byte> entry, bool isLittleEndian)
    {
        var type = ReadUInt16(entry[2..], isLittleEndian);
        if (type == 0 || type > TypeBytes.Length)
            return false;
        var length = (long)ReadUInt32(entry[4..], isLittleEndian) * TypeBytes[type - 1];
        return length <= InlineBytes || ReadUInt32(entry[8..], isLittleEndian) + length <= file.Length;
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
