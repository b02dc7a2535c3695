using CovidGrpc.Hosting.Faults;
using CovidGrpc.Transport;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace CovidGrpc.Hosting.Security;

/// <summary>Answers calls that are not let in: as gRPC, or as JSON with 401 and 403. The request is not read.</summary>
internal sealed class Refusal(ILogger<Refusal> logger) : IAuthorizationMiddlewareResultHandler
{
    private static readonly JsonFormatter Json = new(new JsonFormatter.Settings(false, TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor)));

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context);
            return;
        }

        var rpc = RpcAuthorization.RpcOf(context);
        var (reason, status) = authorizeResult.Challenged ? await UnauthenticatedAsync(context) : Denied(rpc);
        SecurityLog.Refused(logger, rpc, context.User.Identity?.Name ?? "a caller", reason);
        if (StatusHeaders.IsGrpc(context.Request))
        {
            context.Response.ContentType = "application/grpc";
            StatusHeaders.Write(context.Response.Headers, status);
            return;
        }

        context.Response.StatusCode = authorizeResult.Challenged ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
        context.Response.ContentType = "application/json";
        if (authorizeResult.Challenged)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        await context.Response.WriteAsync(Json.Format(status), context.RequestAborted);
    }

    // The outcome of before: a handler asks once a request.
    private static async Task<(string Reason, Google.Rpc.Status Status)> UnauthenticatedAsync(HttpContext context) =>
        (await context.AuthenticateAsync()).Failure switch
        {
            null => Create(Code.Unauthenticated, "CREDENTIALS_MISSING", $"The call needs credentials: a bearer token, or an API key as {CallerCredentials.ApiKeyHeader}."),
            SecurityTokenExpiredException => Create(Code.Unauthenticated, "TOKEN_EXPIRED", "The token has expired: get a new one."),
            _ => Create(Code.Unauthenticated, "CREDENTIALS_INVALID", "The token, API key or certificate is none that this host takes."),
        };

    private static (string Reason, Google.Rpc.Status Status) Denied(string? rpc) => RpcRoles.Of(rpc ?? "") is { Count: > 0 } roles
        ? Create(Code.PermissionDenied, "ROLE_MISSING", $"The call needs the role {string.Join(" or ", roles)}.")
        : Create(Code.PermissionDenied, "RPC_NOT_ALLOWED", "No role may make this call.");

    private static (string Reason, Google.Rpc.Status Status) Create(Code code, string reason, string message) => (reason, Fault.Create(code, reason, message));
}
