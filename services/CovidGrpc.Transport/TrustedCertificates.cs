using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CovidGrpc.Transport;

/// <summary>Whose signature makes a certificate good: those of a PEM file alone, which is read again when it changes.</summary>
public sealed class TrustedCertificates
{
    /// <summary>Extended key usage of those who are called (RFC 5280, 4.2.1.12).</summary>
    public const string OfServers = "1.3.6.1.5.5.7.3.1";

    /// <summary>Extended key usage of those who call.</summary>
    public const string OfClients = "1.3.6.1.5.5.7.3.2";

    private readonly WatchedFiles<X509Certificate2Collection> _file;

    /// <param name="path">PEM file of certificates.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <param name="unusable">Told when the file changed to what cannot be used.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="FormatException">It holds no certificate.</exception>
    public TrustedCertificates(string path, TimeProvider? time = null, Action<string, string>? unusable = null)
    {
        _file = new WatchedFiles<X509Certificate2Collection>([path], files => Parse(files[0], path), time ?? TimeProvider.System, unusable);
        _ = _file.Current;
    }

    /// <summary>Whether a certificate, as the other side of a handshake presents it, is signed by one of these, valid now and made for its use.</summary>
    /// <param name="certificate">The certificate; null where none was presented.</param>
    /// <param name="sent">What was sent with it.</param>
    /// <param name="errors">What the platform found: other names are never forgiven.</param>
    /// <param name="use"><see cref="OfServers"/> or <see cref="OfClients"/>.</param>
    public bool Accept(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors, string use)
    {
        if (certificate is not X509Certificate2 leaf || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_file.Current);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(use));
        chain.ChainPolicy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
        return chain.Build(leaf);
    }

    private static X509Certificate2Collection Parse(byte[] bytes, string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.ASCII.GetString(bytes));
        }
        catch (CryptographicException)
        {
            throw new FormatException($"{path} is no PEM file of certificates");
        }

        return certificates.Count > 0 ? certificates : throw new FormatException($"{path} holds no certificate");
    }
}
