using System.Security.Cryptography.X509Certificates;

namespace CovidGrpc.Pacs.DicomWeb;

/// <summary>Connections to the PACS.</summary>
internal static class PacsTransport
{
    /// <summary>A handler that trusts the system's certificates, or those of a file alone.</summary>
    /// <param name="caFile">PEM file of the certificates that may sign the PACS's; the system's when empty.</param>
    public static SocketsHttpHandler Create(string caFile)
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10), AllowAutoRedirect = false };
        if (caFile.Length > 0)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(caFile);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return handler;
    }
}
