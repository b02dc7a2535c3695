using CovidGrpc.Client;

namespace CovidGrpc.Cli.Diagnosing.Scans;

/// <summary>The files of a folder and of those in it; hidden ones and links are left out.</summary>
internal sealed class FolderEntries : ScanEntries
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint };

    public FolderEntries(string path)
    {
        try
        {
            Names = [.. Directory.EnumerateFiles(path, "*", Everything).Take(MostFiles + 1).Select(file => Path.GetRelativePath(path, file)).Order(NaturalOrder.Instance)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException("the folder may not, or cannot, be read", e);
        }

        if (Names.Count is 0 or > MostFiles)
        {
            throw new IOException(Names.Count == 0 ? "the folder holds no files" : $"the folder holds more than {MostFiles} files");
        }

        Files = [.. Names.Select(name => new ScanFile(async token => await ImageFile.ReadAsync(Path.Combine(path, name), token)))];
    }

    public override IReadOnlyList<string> Names { get; }

    public override IReadOnlyList<ScanFile> Files { get; }
}
