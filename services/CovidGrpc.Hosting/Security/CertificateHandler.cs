using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Security;

/// <summary>Takes the certificate of a connection, which the handshake found good, for the one whom it names.</summary>
internal sealed class CertificateHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IOptions<SecurityOptions> security)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var name = Context.Connection.ClientCertificate!.GetNameInfo(X509NameType.DnsName, forIssuer: false);
        return Task.FromResult(security.Value.Certificates.TryGetValue(name, out var roles)
            ? AuthenticateResult.Success(new AuthenticationTicket(Caller.Named(name, SecurityOptions.Split(roles), Schemes.Certificate), Schemes.Certificate))
            : AuthenticateResult.Fail("no such certificate"));
    }
}
