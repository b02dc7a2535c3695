using System.IO.Compression;
using CovidGrpc.Client;

namespace CovidGrpc.Cli.Diagnosing.Scans;

/// <summary>
/// The files of a ZIP, read where they are: nothing is written to disk, so that names in it lead nowhere. Limits hold for what is really
/// unpacked, whatever the ZIP's directory says.
/// </summary>
internal sealed class ZipEntries : ScanEntries
{
    private const long MostBytes = 16L << 30;
    // Of a whole CT scan deflate makes a half to a tenth; a thousandth is what bombs are made of.
    private const long MostRatio = 200;

    private readonly ZipArchive _zip;
    private long _left;

    public ZipEntries(string path)
    {
        try
        {
            _left = Math.Min(MostBytes, MostRatio * new FileInfo(path).Length);
            _zip = ZipFile.OpenRead(path);
            if (_zip.Entries.Count > MostFiles)
            {
                throw new IOException($"the ZIP holds more than {MostFiles} files");
            }
        }
        catch (Exception e) when (e is InvalidDataException or UnauthorizedAccessException)
        {
            throw new IOException("the ZIP is damaged or may not be read", e);
        }

        var entries = _zip.Entries.Where(entry => entry.Name.Length > 0 && !entry.FullName.Split('/').Any(IsHidden)).OrderBy(entry => entry.FullName, NaturalOrder.Instance).ToArray();
        if (entries.Length == 0)
        {
            throw new IOException("the ZIP holds no files");
        }

        Names = [.. entries.Select(entry => PlainText.Of(entry.FullName))];
        Files = [.. entries.Select(entry => new ScanFile(async token => await ReadAsync(entry, token)))];
    }

    public override IReadOnlyList<string> Names { get; }

    public override IReadOnlyList<ScanFile> Files { get; }

    /// <summary>Whether a file starts as a ZIP does.</summary>
    public static bool IsZip(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var head = new byte[4];
            return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.AsSpan().SequenceEqual("PK\u0003\u0004"u8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public override void Dispose()
    {
        _zip.Dispose();
        base.Dispose();
    }

    private async Task<byte[]> ReadAsync(ZipArchiveEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await entry.OpenAsync(cancellationToken);
            var bytes = await ImageFile.ReadAsync(content, Math.Min(_left, ImageFile.MostBytes), cancellationToken);
            _left -= bytes.Length;
            return bytes;
        }
        catch (InvalidDataException e)
        {
            throw new IOException("an entry of the ZIP is damaged, encrypted or too large", e);
        }
    }
}
