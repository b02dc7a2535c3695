using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CovidGrpc.Pacs.DicomWeb;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CovidGrpc.Pacs.Tests;

/// <summary>TLS with a certificate of one's own, and tokens that are renewed.</summary>
public sealed class PacsTransportTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-tls-");
    private readonly List<string> _tokens = [];
    private WebApplication _pacs = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Url => _pacs.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    private string CaFile => Path.Combine(_folder.FullName, "ca.pem");

    public async ValueTask InitializeAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await File.WriteAllTextAsync(CaFile, certificate.ExportCertificatePem(), Cancellation);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        _pacs = builder.Build();
        _pacs.Run(context =>
        {
            _tokens.Add(context.Request.Headers.Authorization.ToString());
            return context.Response.WriteAsync("[]");
        });
        await _pacs.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _pacs.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Find_CertificateOfItsOwn_IsTrustedWithItsFileAlone()
    {
        var refusal = await Assert.ThrowsAsync<DicomWebException>(() => Pacs.Client(Url).FindCtStudiesAsync(default, Cancellation));
        Assert.Equal(DicomWebProblem.Untrusted, refusal.Problem);
        Assert.Contains("Pacs:CaFile", refusal.Message, StringComparison.Ordinal);

        Assert.Empty(await Pacs.Client(Url, options => options.CaFile = CaFile).FindCtStudiesAsync(default, Cancellation));
    }

    [Fact]
    public async Task Find_TokenThatIsRenewed_SendsTheNewOne()
    {
        var token = Path.Combine(_folder.FullName, "token");
        await File.WriteAllTextAsync(token, "one\n", Cancellation);
        var client = Pacs.Client(Url, options => (options.CaFile, options.Authentication, options.TokenFile) = (CaFile, PacsAuthenticationScheme.Bearer, token));
        await client.FindCtStudiesAsync(default, Cancellation);
        await File.WriteAllTextAsync(token, "two\n", Cancellation);
        File.SetLastWriteTimeUtc(token, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await client.FindCtStudiesAsync(default, Cancellation);

        Assert.Equal(["Bearer one", "Bearer two"], _tokens);
    }
}
