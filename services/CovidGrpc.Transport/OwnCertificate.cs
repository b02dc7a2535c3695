using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CovidGrpc.Transport;

/// <summary>
/// The certificate that a process presents, with its key: two PEM files, read again when one changes. A handshake takes what they say at its
/// time; connections that are open stay as they are. A certificate whose key has not come yet waits for it.
/// </summary>
public sealed class OwnCertificate
{
    private readonly WatchedFiles<SslStreamCertificateContext> _files;

    /// <param name="certificatePath">The certificate, and after it those between it and the root.</param>
    /// <param name="keyPath">Its private key, not encrypted.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <param name="unusable">Told when the files changed to what cannot be used.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="FormatException">They hold no certificate and its key.</exception>
    public OwnCertificate(string certificatePath, string keyPath, TimeProvider? time = null, Action<string, string>? unusable = null)
    {
        _files = new WatchedFiles<SslStreamCertificateContext>(
            [certificatePath, keyPath], files => Parse(files, $"{certificatePath}, {keyPath}"), time ?? TimeProvider.System, unusable);
        _ = _files.Current;
    }

    /// <summary>What a handshake presents now.</summary>
    public SslStreamCertificateContext Current => _files.Current;

    private static SslStreamCertificateContext Parse(IReadOnlyList<byte[]> files, string names)
    {
        try
        {
            var certificates = Encoding.ASCII.GetString(files[0]);
            var between = new X509Certificate2Collection();
            between.ImportFromPem(certificates);
            var own = X509Certificate2.CreateFromPem(certificates, Encoding.ASCII.GetString(files[1]));
            return SslStreamCertificateContext.Create(own, [.. between.Skip(1)], offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new FormatException($"{names}: a certificate and its key in PEM are wanted");
        }
    }
}
