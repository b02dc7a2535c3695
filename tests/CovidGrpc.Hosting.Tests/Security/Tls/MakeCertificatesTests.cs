using CovidGrpc.Testing;
using CovidGrpc.Transport;

namespace CovidGrpc.Hosting.Tests.Security.Tls;

/// <summary><c>deploy/make-certificates</c>: what it makes is what hosts and callers take.</summary>
public sealed class MakeCertificatesTests
{
    [Fact]
    public async Task Make_AndRenew_ServesMutualTlsThroughout()
    {
        using var made = await StackCertificates.MakeAsync();
        var authority = made.PathOf("preprocessing", "ca.crt");
        var gateway = Own("gateway");
        var settings = new Dictionary<string, string?>
        {
            ["Tls:CertificateFile"] = made.PathOf("preprocessing", "tls.crt"),
            ["Tls:KeyFile"] = made.PathOf("preprocessing", "tls.key"),
            ["Tls:ClientCaFile"] = authority,
            ["Security:Certificates:gateway"] = "read",
        };
        await using var host = await ModelsHost.StartAsync(settings);
        var caller = new CallSecurity { Trusted = new TrustedCertificates(authority), Certificate = gateway };
        await ModelsHost.AskAsync(host.GrpcAddress, caller);

        var before = Own("preprocessing").Current.TargetCertificate.Thumbprint;
        await made.RenewAsync();

        Assert.NotEqual(before, Own("preprocessing").Current.TargetCertificate.Thumbprint);
        // The authority stayed: those who hold the old certificates and the new ones go on together.
        await ModelsHost.AskAsync(host.GrpcAddress, caller);
        await ModelsHost.AskAsync(host.GrpcAddress, new CallSecurity { Trusted = new TrustedCertificates(authority), Certificate = Own("gateway") });

        OwnCertificate Own(string name) => new(made.PathOf(name, "tls.crt"), made.PathOf(name, "tls.key"));
    }
}
