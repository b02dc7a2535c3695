using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CovidGrpc.Transport;

namespace CovidGrpc.Testing;

/// <summary>A certificate authority, and what it signs, as PEM files in a folder of its own.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-ca-");
    private readonly X509Certificate2 _root;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=CA of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        _root = request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + TimeSpan.FromDays(1));
        File.WriteAllText(CaFile, _root.ExportCertificatePem());
    }

    /// <summary>The authority's own certificate.</summary>
    public string CaFile => Path.Combine(_folder.FullName, "ca.pem");

    public string CertificateFile(string name) => Path.Combine(_folder.FullName, $"{name}.pem");

    public string KeyFile(string name) => Path.Combine(_folder.FullName, $"{name}.key");

    /// <summary>Signs a certificate of a name and of this machine, with a new key, in place of one of before.</summary>
    /// <param name="name">Its first DNS name.</param>
    /// <param name="ends">When it ends, from now.</param>
    /// <param name="use">What it is for; null for servers and clients alike.</param>
    public void Issue(string name, TimeSpan? ends = null, string? use = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var uses = new OidCollection();
        foreach (var each in use is null ? [TrustedCertificates.OfServers, TrustedCertificates.OfClients] : (string[])[use])
        {
            uses.Add(new Oid(each));
        }

        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(uses, critical: false));
        var end = TimeProvider.System.GetUtcNow() + (ends ?? Lifetime);
        using var certificate = request.Create(_root, end - Lifetime, end, RandomNumberGenerator.GetBytes(16));
        Replace(CertificateFile(name), certificate.ExportCertificatePem());
        Replace(KeyFile(name), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>What a certificate of this authority is presented by.</summary>
    public OwnCertificate Own(string name, TimeProvider? time = null) => new(CertificateFile(name), KeyFile(name), time);

    /// <summary>Trusts this authority alone.</summary>
    public TrustedCertificates Trusted() => new(CaFile);

    /// <summary>Settings of a host with a certificate of this authority.</summary>
    public Dictionary<string, string?> Settings(string name) => new() { ["Tls:CertificateFile"] = CertificateFile(name), ["Tls:KeyFile"] = KeyFile(name) };

    public void Dispose()
    {
        _root.Dispose();
        _folder.Delete(recursive: true);
    }

    // As rotations do: a reader sees the old file or the new one, never half of it.
    private static void Replace(string path, string content)
    {
        File.WriteAllText($"{path}.new", content);
        File.Move($"{path}.new", path, overwrite: true);
    }
}
