using CovidGrpc.Hosting.Calls;
using CovidGrpc.Hosting.Security;
using CovidGrpc.Hosting.Security.Tls;
using CovidGrpc.Testing;
using Microsoft.Extensions.Configuration;

namespace CovidGrpc.Hosting.Tests.Security.Tls;

public sealed class TlsOptionsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public TlsOptionsTests() => _authority.Issue("host");

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void Validate_Certificates_AreReadAndFitTogether()
    {
        var (certificate, key) = (_authority.CertificateFile("host"), _authority.KeyFile("host"));
        Assert.Empty(Errors(new TlsOptions { CertificateFile = certificate, KeyFile = key, ClientCaFile = _authority.CaFile }));
        Assert.Empty(Errors(new TlsOptions()));
        Assert.Contains("belong together", Assert.Single(Errors(new TlsOptions { CertificateFile = certificate })), StringComparison.Ordinal);
        Assert.Contains("needs Tls:CertificateFile", Assert.Single(Errors(new TlsOptions { ClientCaFile = _authority.CaFile })), StringComparison.Ordinal);
        Assert.Equal(2, Errors(new TlsOptions { CertificateFile = certificate, KeyFile = certificate, ClientCaFile = "/nowhere" }).Count);
    }

    [Fact]
    public void Validate_CallsOfAService_AreToldAllAtOnce()
    {
        var errors = Errors(new ServiceCallOptions { Address = "dns:///segmentation:8080", ApiKeyFile = "/nowhere", TokenFile = "/nowhere" });

        string[] starts = ["Services:s: credentials go over TLS", "Services:s takes ApiKeyFile or TokenFile", "Services:s:ApiKeyFile: ", "Services:s:TokenFile: "];
        Assert.Equal(starts.Length, errors.Count);
        Assert.All(starts.Zip(errors), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
        Assert.Empty(Errors(new ServiceCallOptions { Address = "dns:///segmentation:8080", CaFile = _authority.CaFile }));
    }

    [Fact]
    public void Validate_RolesOfCertificates_NeedAnAuthorityAndExist()
    {
        var options = new SecurityOptions { Certificates = { ["gateway"] = "diagnose, everything" } };
        var errors = new SecurityOptionsValidator(new ConfigurationBuilder().Build()).Validate(null, options).Failures!.ToArray();

        Assert.Equal(2, errors.Length);
        Assert.Contains("needs Tls:ClientCaFile", errors[0], StringComparison.Ordinal);
        Assert.Contains("Security:Certificates:gateway takes roles among", errors[1], StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Errors(TlsOptions options) => [.. new TlsOptionsValidator().Validate(null, options).Failures ?? []];

    private static IReadOnlyList<string> Errors(ServiceCallOptions options) => [.. new ServiceCallOptionsValidator("s").Validate("s", options).Failures ?? []];
}
