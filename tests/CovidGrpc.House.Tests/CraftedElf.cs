using System.Buffers.Binary;
using System.Text;

namespace CovidGrpc.House.Tests;

/// <summary>A 64-bit little-endian ELF file of three sections that requires symbol versions; nothing of it is code.</summary>
internal sealed class CraftedElf
{
    private const int HeaderBytes = 64;
    private const int SectionBytes = 64;

    private readonly List<byte> _strings = [0];
    private readonly List<(uint File, uint[] Versions)> _needs = [];

    /// <summary>Adds a library with the versions that are required of it.</summary>
    public CraftedElf Need(string library, params string[] versions)
    {
        _needs.Add((Add(library), [.. versions.Select(Add)]));
        return this;
    }

    public byte[] Build()
    {
        var names = Encoding.ASCII.GetBytes("\0.dynstr\0.gnu.version_r\0.shstrtab\0");
        var needs = Needs();
        var stringsAt = HeaderBytes;
        var needsAt = stringsAt + _strings.Count;
        var namesAt = needsAt + needs.Length;
        var sectionsAt = namesAt + names.Length;
        var image = new byte[sectionsAt + (4 * SectionBytes)];

        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(image, 0);
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(0x28), sectionsAt);
        BinaryPrimitives.WriteInt16LittleEndian(image.AsSpan(0x3A), SectionBytes);
        BinaryPrimitives.WriteInt16LittleEndian(image.AsSpan(0x3C), 4);
        BinaryPrimitives.WriteInt16LittleEndian(image.AsSpan(0x3E), 3);
        _strings.CopyTo(image, stringsAt);
        needs.CopyTo(image, needsAt);
        names.CopyTo(image, namesAt);
        Section(image, sectionsAt, 1, name: 1, stringsAt, link: 0);
        Section(image, sectionsAt, 2, name: 9, needsAt, link: 1);
        Section(image, sectionsAt, 3, name: 24, namesAt, link: 0);
        return image;
    }

    private static void Section(byte[] image, int sectionsAt, int number, int name, int offset, int link)
    {
        var header = image.AsSpan(sectionsAt + (number * SectionBytes));
        BinaryPrimitives.WriteInt32LittleEndian(header, name);
        BinaryPrimitives.WriteInt64LittleEndian(header[0x18..], offset);
        BinaryPrimitives.WriteInt32LittleEndian(header[0x28..], link);
    }

    private byte[] Needs()
    {
        var bytes = new List<byte>();
        for (var i = 0; i < _needs.Count; i++)
        {
            var (file, versions) = _needs[i];
            Write16(bytes, 1);
            Write16(bytes, versions.Length);
            Write32(bytes, file);
            Write32(bytes, 16);
            Write32(bytes, i == _needs.Count - 1 ? 0 : (uint)(16 + (16 * versions.Length)));
            for (var j = 0; j < versions.Length; j++)
            {
                Write32(bytes, 0);
                Write16(bytes, 0);
                Write16(bytes, j + 2);
                Write32(bytes, versions[j]);
                Write32(bytes, j == versions.Length - 1 ? 0 : 16u);
            }
        }

        return [.. bytes];
    }

    private uint Add(string text)
    {
        var at = (uint)_strings.Count;
        _strings.AddRange([.. Encoding.ASCII.GetBytes(text), (byte)0]);
        return at;
    }

    private static void Write16(List<byte> bytes, int value) => bytes.AddRange(BitConverter.GetBytes((ushort)value));

    private static void Write32(List<byte> bytes, uint value) => bytes.AddRange(BitConverter.GetBytes(value));
}
