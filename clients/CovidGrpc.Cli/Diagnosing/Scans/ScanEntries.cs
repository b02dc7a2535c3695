using CovidGrpc.Client;

namespace CovidGrpc.Cli.Diagnosing.Scans;

/// <summary>The files of a scan in a folder or a ZIP, in the natural order of their names, or one file that holds a scan.</summary>
internal abstract class ScanEntries : IDisposable
{
    /// <summary>Most files of a scan.</summary>
    protected const int MostFiles = 20_000;

    /// <summary>Names for people, in the order of <see cref="Files"/>.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>The files.</summary>
    public abstract IReadOnlyList<ScanFile> Files { get; }

    /// <summary>Whether a path is a folder, a ZIP or a multi-frame file, which hold scans, and no image.</summary>
    public static bool AreIn(string path) => Directory.Exists(path) || ZipEntries.IsZip(path) || MultiFrameFile.IsOne(path);

    /// <exception cref="IOException">It cannot be read, or holds more than is taken; the message is one line.</exception>
    public static ScanEntries Open(string path) =>
        Directory.Exists(path) ? new FolderEntries(path) : ZipEntries.IsZip(path) ? new ZipEntries(path) : new MultiFrameFile(path);

    public virtual void Dispose()
    {
    }

    protected static bool IsHidden(string name) => name.StartsWith('.') || name == "__MACOSX";
}
