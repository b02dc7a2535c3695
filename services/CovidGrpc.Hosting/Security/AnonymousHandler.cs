using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Security;

/// <summary>Lets callers without credentials do everything where the settings say so.</summary>
internal sealed class AnonymousHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IOptions<SecurityOptions> security, IConfiguration configuration)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(MayEnter()
        ? AuthenticateResult.Success(new AuthenticationTicket(Caller.Named("anonymous", Roles.All, Schemes.Anonymous), Schemes.Anonymous))
        : AuthenticateResult.NoResult());

    private bool MayEnter()
    {
        var settings = security.Value;
        // A Unix socket has no address.
        return (settings.TrustUnixSockets && Context.Connection.LocalIpAddress is null)
            || (settings.Anonymous ?? (!settings.HasCredentials && ListenAddresses.AreLocal(configuration)));
    }
}
