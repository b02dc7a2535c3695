using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.Pacs;

/// <summary>Which PACS is followed, who answers for its studies, and how. Configuration section <c>Pacs</c>.</summary>
public sealed class PacsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Pacs";

    /// <summary>Fewest bytes of <see cref="HashKey"/>.</summary>
    public const int MinHashKeyBytes = 32;

    /// <summary>Root of the PACS's DICOMweb services, as <c>https://pacs.example/dicom-web</c>. Required.</summary>
    public string Url { get; set; } = "";

    /// <summary>How the bridge tells the PACS who it is. Default: not at all.</summary>
    public PacsAuthenticationScheme Authentication { get; set; }

    /// <summary>User for basic authentication.</summary>
    public string User { get; set; } = "";

    /// <summary>Password for basic authentication; better in <see cref="PasswordFile"/>.</summary>
    public string Password { get; set; } = "";

    /// <summary>File that holds the password, read again when it changes.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>File that holds the token for bearer authentication, read again when it changes.</summary>
    public string TokenFile { get; set; } = "";

    /// <summary>PEM file of the certificates that may sign the PACS's; the system's when empty.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>The gateway, as <c>https://gateway:8080</c>. Required.</summary>
    public string Gateway { get; set; } = "";

    /// <summary>File with the API key that the gateway is shown, read again when it changes. Or <see cref="GatewayTokenFile"/>.</summary>
    public string GatewayApiKeyFile { get; set; } = "";

    /// <summary>File with the bearer token that the gateway is shown, read again when it changes.</summary>
    public string GatewayTokenFile { get; set; } = "";

    /// <summary>PEM file of those who sign the gateway's certificate, read again when it changes; the system's when empty.</summary>
    public string GatewayCaFile { get; set; } = "";

    /// <summary>Secret that keys the hashes of identifiers, base64, at least 32 bytes; all bridges of one queue share it, and it stays the same. Or <see cref="HashKeyFile"/>.</summary>
    public string HashKey { get; set; } = "";

    /// <summary>File that holds the secret, base64, at least 32 bytes.</summary>
    public string HashKeyFile { get; set; } = "";

    /// <summary>Days back from today whose studies are followed, 0 to 3650. Default 7.</summary>
    [Range(0, 3650)]
    public int Days { get; set; } = 7;

    /// <summary>Pause between two looks at the PACS. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the CT images of a study stay the same before it counts as complete. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time for one request to the PACS. Default 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest time for the diagnosis of one study. Default 2 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan DiagnosisTimeout { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Most instances of a study, 1 to 100,000; some kilobytes of each are kept in memory. Default 5000.</summary>
    [Range(1, 100_000)]
    public int MostInstances { get; set; } = 5000;

    /// <summary>Bytes of one instance, which is held in memory while it is read, up to 1 GiB. Default 256 MiB.</summary>
    [Range(1, 1 << 30)]
    public int MostInstanceBytes { get; set; } = 256 << 20;

    /// <summary>Objects of one page of a search, 1 to 10,000. Default 500.</summary>
    [Range(1, 10_000)]
    public int PageSize { get; set; } = 500;
}
