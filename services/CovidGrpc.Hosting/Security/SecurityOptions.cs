namespace CovidGrpc.Hosting.Security;

/// <summary>Who may call a host. Configuration section <c>Security</c>.</summary>
public sealed class SecurityOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Security";

    /// <summary>
    /// Whether callers without credentials may do everything. Unless said: where no credentials are configured and the host listens
    /// on loopback and Unix sockets alone.
    /// </summary>
    public bool? Anonymous { get; set; }

    /// <summary>Whether callers on a Unix socket may do everything without credentials: its folder says who reaches it. Default no.</summary>
    public bool TrustUnixSockets { get; set; }

    /// <summary>Whether the host answers gRPC reflection. Unless said: where it listens on loopback and Unix sockets alone.</summary>
    public bool? Reflection { get; set; }

    /// <summary>File of API keys (<see cref="ApiKeyFile"/>), read again when it changes. None: no API keys.</summary>
    public string ApiKeysFile { get; set; } = "";

    /// <summary>
    /// Roles (<see cref="Roles"/>, with commas between) of those who connect with a certificate of <c>Tls:ClientCaFile</c> and bring neither
    /// key nor token, by the first DNS name of the certificate, or its common name.
    /// </summary>
    public Dictionary<string, string> Certificates { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Which tokens are taken.</summary>
    public JwtOptions Jwt { get; set; } = new();

    /// <summary>Whether anything is configured by which a caller could tell who it is.</summary>
    internal bool HasCredentials => ApiKeysFile.Length > 0 || Jwt.IsUsed || Certificates.Count > 0;

    /// <summary>The roles of a list.</summary>
    internal static string[] Split(string roles) => roles.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
