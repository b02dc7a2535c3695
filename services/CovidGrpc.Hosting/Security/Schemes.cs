using CovidGrpc.Transport;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Security;

/// <summary>The ways to tell who calls. What a caller brings decides, and wrong credentials are never taken for none.</summary>
internal static class Schemes
{
    public const string Default = "Credentials";
    public const string ApiKey = "ApiKey";
    public const string Certificate = "Certificate";
    public const string Anonymous = "Anonymous";

    public static string Of(HttpContext context) =>
        context.Request.Headers.ContainsKey(CallerCredentials.ApiKeyHeader) ? ApiKey
        : context.Request.Headers.ContainsKey("authorization") ? JwtBearerDefaults.AuthenticationScheme
        : context.Connection.ClientCertificate is not null && context.RequestServices.GetRequiredService<IOptions<SecurityOptions>>().Value.Certificates.Count > 0 ? Certificate
        : Anonymous;
}
