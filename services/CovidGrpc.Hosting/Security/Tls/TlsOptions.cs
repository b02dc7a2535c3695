namespace CovidGrpc.Hosting.Security.Tls;

/// <summary>The certificate of a host, for those who call it and for those whom it calls, and who may connect. Configuration section <c>Tls</c>.</summary>
public sealed class TlsOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Tls";

    /// <summary>PEM file of the host's certificate, and after it those between it and the root; read again when it changes. None: no TLS.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>PEM file of its private key, not encrypted; read again when it changes.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>
    /// PEM file of those who sign the certificates of callers, read again when it changes. Given, nobody gets a connection without such a
    /// certificate (mutual TLS); what its holder may call, <see cref="SecurityOptions.Certificates"/> say.
    /// </summary>
    public string ClientCaFile { get; set; } = "";
}
