using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.Gateway.Uploads;

/// <summary>Where uploads lie and what they may hold. Configuration section <c>Uploads</c>.</summary>
internal sealed class UploadOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Uploads";

    /// <summary>Folder of the uploads, shared by all replicas; made where it is absent. Below the system's folder for temporary files when empty.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Uploads at a time, finished ones included, 1 to 100,000. Default 256.</summary>
    [Range(1, 100_000)]
    public int MostUploads { get; set; } = 256;

    /// <summary>Files of an upload, 1 to 100,000. Default 5000.</summary>
    [Range(1, 100_000)]
    public int MostFiles { get; set; } = 5000;

    /// <summary>Bytes of an upload, up to 1 TiB. Default 4 GiB.</summary>
    [Range(1, 1L << 40)]
    public long MostBytes { get; set; } = 4L << 30;

    /// <summary>Time after its last change at which an upload is deleted. Default one day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The folder in use.</summary>
    public string Root => Folder.Length > 0 ? Folder : Path.Combine(Path.GetTempPath(), "covidgrpc-uploads");
}
