using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CovidGrpc.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CovidGrpc.Transport.Tests;

public sealed class CertificateTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(1, TrustedCertificates.OfServers, SslPolicyErrors.RemoteCertificateChainErrors, true)]
    [InlineData(1, TrustedCertificates.OfServers, SslPolicyErrors.None, true)]
    [InlineData(-1, TrustedCertificates.OfServers, SslPolicyErrors.RemoteCertificateChainErrors, false)]
    [InlineData(1, TrustedCertificates.OfClients, SslPolicyErrors.RemoteCertificateChainErrors, false)]
    [InlineData(1, TrustedCertificates.OfServers, SslPolicyErrors.RemoteCertificateNameMismatch, false)]
    public void Accept_OfTheAuthority_WantsTimeUseAndName(int endsInMinutes, string asked, SslPolicyErrors errors, bool accepted)
    {
        _authority.Issue("host", TimeSpan.FromMinutes(endsInMinutes), TrustedCertificates.OfServers);
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(_authority.CertificateFile("host"));

        Assert.Equal(accepted, _authority.Trusted().Accept(certificate, null, errors, asked));
    }

    [Fact]
    public void Accept_OfAnotherAuthorityOrNone_IsRefused()
    {
        using var stranger = new TestAuthority();
        stranger.Issue("host");
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(stranger.CertificateFile("host"));

        Assert.False(_authority.Trusted().Accept(certificate, null, SslPolicyErrors.None, TrustedCertificates.OfServers));
        Assert.False(_authority.Trusted().Accept(null, null, SslPolicyErrors.RemoteCertificateNotAvailable, TrustedCertificates.OfServers));
    }

    [Fact]
    public void Own_KeyComesAfterItsCertificate_WaitsForIt()
    {
        _authority.Issue("host");
        var own = _authority.Own("host", _time);
        var (before, oldKey) = (own.Current.TargetCertificate.Thumbprint, File.ReadAllText(_authority.KeyFile("host")));
        _authority.Issue("host");
        var newKey = File.ReadAllText(_authority.KeyFile("host"));

        File.WriteAllText(_authority.KeyFile("host"), oldKey);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(before, own.Current.TargetCertificate.Thumbprint);

        File.WriteAllText(_authority.KeyFile("host"), newKey);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(before, own.Current.TargetCertificate.Thumbprint);
        Assert.True(own.Current.TargetCertificate.HasPrivateKey);
    }

    [Fact]
    public void Files_OfSomethingElse_AreRefused()
    {
        _authority.Issue("host");
        Assert.Throws<FormatException>(() => new OwnCertificate(_authority.CertificateFile("host"), _authority.CertificateFile("host")));
        Assert.Throws<FormatException>(() => new TrustedCertificates(_authority.KeyFile("host")));
    }
}
