using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>
/// A checkpoint in a ZIP archive (torch 1.6 and later): <c>ROOT/data.pkl</c>, <c>ROOT/data/KEY</c> for each storage, <c>ROOT/version</c> and,
/// since torch 2.1, <c>ROOT/byteorder</c>. Entries are stored or deflated. Every entry that is read must have the length and the CRC-32 that
/// the archive's directory says.
/// </summary>
internal sealed class ZipStorages : IStorageArchive
{
    private const string Pickle = "/data.pkl";
    private const int HighestVersion = 10;
    private const int LongestNote = 64;

    private readonly MeteredStream _file;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];
    private readonly string _root;

    private ZipStorages(FileStream file)
    {
        _file = new(file) { Allowance = CheckpointLimits.DirectoryBytes };
        _archive = new(_file, ZipArchiveMode.Read);
        foreach (var entry in _archive.Entries)
        {
            if (!_entries.TryAdd(entry.FullName, entry))
                throw new InvalidDataException($"it has entry {entry.FullName} twice");
        }

        _file.Allowance = long.MaxValue;
        _root = FindRoot();
        IsBigEndian = IsMarkedBigEndian();
        CheckVersion();
    }

    /// <inheritdoc/>
    public bool IsBigEndian { get; }

    /// <summary>Reads the pickle of an archive and checks that its storages are there.</summary>
    /// <param name="file">The archive at its begin; disposed with the result.</param>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    internal static (ZipStorages Archive, object? Root) Open(FileStream file)
    {
        try
        {
            var archive = new ZipStorages(file);
            return (archive, archive.ReadPickle());
        }
        catch (Exception e) when (IsMalformedArchive(e))
        {
            throw Malformed(e);
        }
    }

    /// <inheritdoc/>
    public void Read(StorageReference storage, long begin, Span<byte> destination)
    {
        try
        {
            Read(_entries[NameOf(storage)], begin, destination);
        }
        catch (Exception e) when (IsMalformedArchive(e))
        {
            throw Malformed(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _archive.Dispose();
    }

    // What ZipArchive throws at a malformed archive beside InvalidDataException.
    private static bool IsMalformedArchive(Exception e)
    {
        return e is ArgumentException or NotSupportedException or OverflowException or EndOfStreamException;
    }

    private static InvalidDataException Malformed(Exception e)
    {
        return new("it is a malformed ZIP archive", e);
    }

    private string FindRoot()
    {
        var pickles = _entries.Keys.Where(name => name.EndsWith(Pickle, StringComparison.Ordinal) && name.IndexOf('/') == name.Length - Pickle.Length).ToList();
        if (pickles is not [var pickle])
            throw new InvalidDataException($"it is a ZIP archive with {pickles.Count} entries FOLDER{Pickle}, a checkpoint has one");
        var root = pickle[..^Pickle.Length];
        if (_entries.ContainsKey($"{root}/constants.pkl"))
            throw new InvalidDataException("it is a TorchScript archive, which has code; save the state dict instead");
        return root;
    }

    private bool IsMarkedBigEndian()
    {
        return ReadNote("byteorder") switch
        {
            null or "little" => false,
            "big" => true,
            _ => throw new InvalidDataException("its byte order is neither little nor big"),
        };
    }

    private void CheckVersion()
    {
        if (ReadNote("version") is { } version
            && (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > HighestVersion))
        {
            throw new InvalidDataException($"its format version is none of 1 to {HighestVersion}");
        }
    }

    private string? ReadNote(string name)
    {
        return _entries.TryGetValue($"{_root}/{name}", out var entry)
            ? Encoding.Latin1.GetString(ReadWhole(entry, LongestNote)).Trim()
            : null;
    }

    private object? ReadPickle()
    {
        var bytes = ReadWhole(_entries[_root + Pickle], CheckpointLimits.PickleBytes);
        var table = new StorageTable();
        using var stream = new MemoryStream(bytes);
        var root = PickleMachine.Read(new(stream, bytes.Length), table.Load);
        foreach (var storage in table.Storages.Values)
            CheckStorage(storage);
        return root;
    }

    private void CheckStorage(StorageReference storage)
    {
        if (!_entries.TryGetValue(NameOf(storage), out var entry))
            throw new InvalidDataException($"storage {storage.Key} is missing");
        if (entry.Length != storage.ByteLength)
            throw new InvalidDataException($"storage {storage.Key} has {entry.Length} bytes, not {storage.ByteLength}");
        CheckSize(entry);
    }

    private string NameOf(StorageReference storage)
    {
        return $"{_root}/data/{storage.Key}";
    }

    // Before anything is allocated for the entry: its bytes are in the file, or inflate from bytes in the file at a ratio to be believed.
    private void CheckSize(ZipArchiveEntry entry)
    {
        var deflated = entry.CompressedLength;
        if (entry.IsEncrypted)
            throw new InvalidDataException($"entry {entry.FullName} is encrypted");
        if (deflated < 0 || deflated > _file.Length || entry.Length < 0)
            throw new InvalidDataException($"entry {entry.FullName} is said to be larger than the file");
        if (entry.Length > deflated && entry.Length > CheckpointLimits.InflatedBytes && entry.Length / CheckpointLimits.InflationRatio > deflated)
            throw new InvalidDataException($"entry {entry.FullName} inflates more than {CheckpointLimits.InflationRatio} times");
    }

    private byte[] ReadWhole(ZipArchiveEntry entry, int longest)
    {
        CheckSize(entry);
        if (entry.Length > longest)
            throw new InvalidDataException($"entry {entry.FullName} has {entry.Length} bytes, the most is {longest}");
        var bytes = new byte[entry.Length];
        Read(entry, 0, bytes);
        return bytes;
    }

    // Passes over the whole entry, because its checksum is that of the whole.
    private static void Read(ZipArchiveEntry entry, long begin, Span<byte> destination)
    {
        var buffer = new byte[(int)Math.Min(entry.Length + 1, 1 << 16)];
        var at = 0L;
        var crc = 0u;
        using var stream = entry.Open();
        for (int read; (read = stream.Read(buffer)) > 0; at += read)
        {
            var bytes = buffer.AsSpan(0, read);
            if (read > entry.Length - at)
                throw new InvalidDataException($"entry {entry.FullName} is longer than it is said to be");
            crc = Crc32.Append(crc, bytes);
            var first = Math.Max(begin, at);
            var end = Math.Min(begin + destination.Length, at + read);
            if (first < end)
                bytes[(int)(first - at)..(int)(end - at)].CopyTo(destination[(int)(first - begin)..]);
        }

        if (at != entry.Length)
            throw new InvalidDataException($"entry {entry.FullName} is shorter than it is said to be");
        if (crc != entry.Crc32)
            throw new InvalidDataException($"entry {entry.FullName} is damaged: its checksum is not the one in the archive");
    }
}
