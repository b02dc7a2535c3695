namespace CovidGrpc.Dicom.Codecs.JpegLossless;

/// <summary>
/// A Huffman table for differences (ITU-T T.81 annexes C and H.1.2.2): every 16 bits that can come next to the code they start
/// with, its length, and the category of the difference.
/// </summary>
internal sealed class HuffmanTable
{
    private const int MaxCategory = 16;

    // Low byte: length of the code, 0 where no code starts like this; high byte: category.
    private readonly ushort[] _byPrefix = new ushort[1 << 16];

    /// <summary>Builds the table.</summary>
    /// <param name="counts">Number of codes of each length from 1 to 16.</param>
    /// <param name="categories">Categories in the order of their codes.</param>
    public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> categories)
    {
        var (next, used) = (0, 0);
        for (var length = 1; length <= 16; length++)
        {
            for (var i = 0; i < counts[length - 1]; i++, used++)
            {
                var span = 1 << (16 - length);
                if (next + span > _byPrefix.Length || categories[used] > MaxCategory)
                    throw PixelErrors.Damaged(JpegLosslessDecoder.Name, "a Huffman table is wrong");
                _byPrefix.AsSpan(next, span).Fill((ushort)((categories[used] << 8) | length));
                next += span;
            }
        }
    }

    /// <summary>Reads the next difference, −32767 to 32768.</summary>
    public int ReadDifference(ref EntropyBits bits)
    {
        var code = _byPrefix[bits.Peek16()];
        bits.Consume(code & 0xFF);
        var category = code >> 8;
        return category switch
        {
            0 when code == 0 => throw PixelErrors.Damaged(JpegLosslessDecoder.Name, "it holds a code that no table has"),
            0 => 0,
            // No bits follow (H.1.2.2).
            16 => 32768,
            _ => Extend(bits.Read(category), category),
        };
    }

    // A leading 0 says that the difference is negative (F.2.2.1).
    private static int Extend(int value, int category) => value < 1 << (category - 1) ? value - (1 << category) + 1 : value;
}
