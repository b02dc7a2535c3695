using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;

namespace CovidGrpc.Hosting.Security;

/// <summary>The ways to tell who calls. What a caller brings decides, and wrong credentials are never taken for none.</summary>
internal static class Schemes
{
    public const string Default = "Credentials";
    public const string ApiKey = "ApiKey";
    public const string Anonymous = "Anonymous";

    /// <summary>Metadata, or HTTP header, of an API key.</summary>
    public const string ApiKeyHeader = "x-api-key";

    public static string Of(HttpContext context) =>
        context.Request.Headers.ContainsKey(ApiKeyHeader) ? ApiKey
        : context.Request.Headers.ContainsKey("authorization") ? JwtBearerDefaults.AuthenticationScheme
        : Anonymous;
}
