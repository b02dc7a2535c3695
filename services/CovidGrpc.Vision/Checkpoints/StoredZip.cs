using System.Text;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>
/// Writes a ZIP archive as torch does: entries as they are, each content at a multiple of 64 bytes, so that it can be mapped into memory. No
/// ZIP64: up to 4 GiB.
/// </summary>
internal sealed class StoredZip(Stream destination)
{
    private const int Alignment = 64;
    private const uint LocalHeader = 0x04034B50;
    private const uint DirectoryHeader = 0x02014B50;
    private const uint DirectoryEnd = 0x06054B50;
    private const int LocalHeaderLength = 30;
    private const int ExtraHeaderLength = 4;
    private const ushort Padding = 0x4246;
    private const ushort Version = 20;
    private const ushort FirstOfJanuary1980 = 0x21;

    private readonly List<Entry> _entries = [];
    private long _position;

    /// <summary>Adds an entry.</summary>
    /// <param name="name">ASCII, below 64 KiB.</param>
    /// <param name="content">What is in it.</param>
    /// <exception cref="NotSupportedException">The archive would have 4 GiB or more.</exception>
    internal void Add(string name, ReadOnlySpan<byte> content)
    {
        var entry = new Entry(Encoding.ASCII.GetBytes(name), Crc32.Append(0, content), (uint)content.Length, checked((uint)_position));
        if (_position + content.Length > uint.MaxValue - (1 << 20))
            throw new NotSupportedException("A checkpoint of 4 GiB or more cannot be written.");
        var bare = _position + LocalHeaderLength + entry.Name.Length + ExtraHeaderLength;
        var padding = (int)((Alignment - bare % Alignment) % Alignment);
        WriteLocalHeader(entry, padding);
        destination.Write(content);
        _position = bare + padding + content.Length;
        _entries.Add(entry);
    }

    /// <summary>Writes the directory, which ends the archive.</summary>
    internal void End()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var entry in _entries)
        {
            writer.Write(DirectoryHeader);
            writer.Write(Version);
            WriteDescription(writer, entry, extraLength: 0);
            writer.Write((ushort)0);
            writer.Write((ushort)0);
            writer.Write((ushort)0);
            writer.Write(0U);
            writer.Write(entry.Begin);
            writer.Write(entry.Name);
        }

        var length = (uint)bytes.Length;
        writer.Write(DirectoryEnd);
        writer.Write(0U);
        writer.Write(checked((ushort)_entries.Count));
        writer.Write((ushort)_entries.Count);
        writer.Write(length);
        writer.Write(checked((uint)_position));
        writer.Write((ushort)0);
        writer.Flush();
        bytes.WriteTo(destination);
    }

    private void WriteLocalHeader(Entry entry, int padding)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(LocalHeader);
        WriteDescription(writer, entry, ExtraHeaderLength + padding);
        writer.Write(entry.Name);
        writer.Write(Padding);
        writer.Write((ushort)padding);
        writer.Write(new byte[padding]);
        writer.Flush();
        bytes.WriteTo(destination);
    }

    // Version to extract, flags, method 0, time, date, checksum, sizes, lengths: the same in both headers.
    private static void WriteDescription(BinaryWriter writer, Entry entry, int extraLength)
    {
        writer.Write(Version);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write(FirstOfJanuary1980);
        writer.Write(entry.Crc32);
        writer.Write(entry.Length);
        writer.Write(entry.Length);
        writer.Write((ushort)entry.Name.Length);
        writer.Write((ushort)extraLength);
    }

    /// <param name="Name">Its name.</param>
    /// <param name="Crc32">Checksum of its content.</param>
    /// <param name="Length">Length of its content.</param>
    /// <param name="Begin">Where its header begins.</param>
    private sealed record Entry(byte[] Name, uint Crc32, uint Length, uint Begin);
}
