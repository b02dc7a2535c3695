using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.Preprocessing.Scans;

/// <summary>What one scan may hold, how many there may be, and where their files lie meanwhile. Configuration section <c>Scans</c>.</summary>
internal sealed class ScanOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Scans";

    /// <summary>Folder of the spool; made where it is absent. The system's folder for temporary files when empty.</summary>
    public string Spool { get; set; } = "";

    /// <summary>Files of a scan, 1 to 100,000; some hundred bytes of each are kept in memory. Default 5000.</summary>
    [Range(1, 100_000)]
    public int MostFiles { get; set; } = 5000;

    /// <summary>Bytes of a scan on disk, up to 1 TiB. Default 4 GiB.</summary>
    [Range(1, 1L << 40)]
    public long MostBytes { get; set; } = 4L << 30;

    /// <summary>Bytes of one file, which is held in memory while it is read, up to 1 GiB. Default 256 MiB.</summary>
    [Range(1, 1 << 30)]
    public int MostFileBytes { get; set; } = 256 << 20;

    /// <summary>Scans at a time, 1 to 1024; the next is refused. Default 8.</summary>
    [Range(1, 1024)]
    public int MostScans { get; set; } = 8;

    /// <summary>The folder of the spool.</summary>
    public string Folder => Spool.Length > 0 ? Spool : Path.GetTempPath();
}
