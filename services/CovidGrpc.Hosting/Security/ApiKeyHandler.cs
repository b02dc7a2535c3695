using System.Text.Encodings.Web;
using CovidGrpc.Transport;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Security;

/// <summary>Takes API keys.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Several keys are one string with commas, which is no key.
        var holder = keys.Find(Request.Headers[CallerCredentials.ApiKeyHeader].ToString());
        return Task.FromResult(holder is null
            ? AuthenticateResult.Fail("no such key")
            : AuthenticateResult.Success(new AuthenticationTicket(Caller.Named(holder.Name, holder.Roles, Schemes.ApiKey), Schemes.ApiKey)));
    }
}
