using CovidGrpc.Transport;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Security.Tls;

/// <summary>TLS of a host. Each handshake takes the certificate that the files hold then; nothing restarts, and what is connected stays so.</summary>
internal sealed class HostTls
{
    private readonly TrustedCertificates? _callers;

    public HostTls(IOptions<TlsOptions> options, TimeProvider time, ILogger<HostTls> logger)
    {
        var settings = options.Value;
        Certificate = settings.CertificateFile.Length > 0 ? new OwnCertificate(settings.CertificateFile, settings.KeyFile, time, Unusable) : null;
        _callers = settings.ClientCaFile.Length > 0 ? new TrustedCertificates(settings.ClientCaFile, time, Unusable) : null;

        void Unusable(string files, string cause) => SecurityLog.Unusable(logger, files, cause);
    }

    /// <summary>What the host presents, to callers and to those whom it calls; null where it has none.</summary>
    public OwnCertificate? Certificate { get; }

    /// <summary>Says how the host's <c>https</c> endpoints shake hands.</summary>
    public void Apply(HttpsConnectionAdapterOptions https)
    {
        if (Certificate is not { } certificate)
        {
            return;
        }

        https.ServerCertificateSelector = (_, _) => certificate.Current.TargetCertificate;
        https.OnAuthenticate = (_, handshake) =>
        {
            // The same certificate with those between it and the root, which a selector cannot tell.
            handshake.ServerCertificateSelectionCallback = null;
            handshake.ServerCertificateContext = certificate.Current;
            // A resumed session would not be asked for its certificate again.
            handshake.AllowTlsResume = _callers is null;
        };
        if (_callers is { } callers)
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (presented, chain, errors) => callers.Accept(presented, chain, errors, TrustedCertificates.OfClients);
        }
    }
}
