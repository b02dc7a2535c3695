using System.Diagnostics;
using CovidGrpc.Testing;
using CovidGrpc.Transport;

namespace CovidGrpc.Hosting.Tests.Security.Tls;

/// <summary><c>deploy/make-certificates</c>: what it makes is what hosts and callers take.</summary>
public sealed class MakeCertificatesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-certificates-");

    private string Authority => PathOf("preprocessing", "ca.crt");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Make_AndRenew_ServesMutualTlsThroughout()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "needs openssl (apt-get install openssl)");
        await MakeAsync();
        var gateway = Own("gateway");
        var settings = new Dictionary<string, string?>
        {
            ["Tls:CertificateFile"] = PathOf("preprocessing", "tls.crt"),
            ["Tls:KeyFile"] = PathOf("preprocessing", "tls.key"),
            ["Tls:ClientCaFile"] = Authority,
            ["Security:Certificates:gateway"] = "read",
        };
        await using var host = await ModelsHost.StartAsync(settings);
        var caller = new CallSecurity { Trusted = new TrustedCertificates(Authority), Certificate = gateway };
        await ModelsHost.AskAsync(host.GrpcAddress, caller);

        var before = Own("preprocessing").Current.TargetCertificate.Thumbprint;
        await MakeAsync();

        Assert.NotEqual(before, Own("preprocessing").Current.TargetCertificate.Thumbprint);
        // The authority stayed: those who hold the old certificates and the new ones go on together.
        await ModelsHost.AskAsync(host.GrpcAddress, caller);
        await ModelsHost.AskAsync(host.GrpcAddress, new CallSecurity { Trusted = new TrustedCertificates(Authority), Certificate = Own("gateway") });
    }

    private OwnCertificate Own(string name) => new(PathOf(name, "tls.crt"), PathOf(name, "tls.key"));

    private string PathOf(string name, string file) => Path.Combine(_folder.FullName, name, file);

    private async Task MakeAsync()
    {
        using var process = Process.Start(Repository.PathOf("deploy", "make-certificates"), [_folder.FullName, "2"]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(0, process.ExitCode);
    }
}
