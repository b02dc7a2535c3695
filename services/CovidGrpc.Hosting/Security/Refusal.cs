using CovidGrpc.Hosting.Faults;
using CovidGrpc.Transport;
using Google.Rpc;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace CovidGrpc.Hosting.Security;

/// <summary>Answers calls that are not let in.</summary>
internal sealed class Refusal(ILogger<Refusal> logger) : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context);
            return;
        }

        var rpc = RpcAuthorization.RpcOf(context);
        var (reason, status) = authorizeResult.Challenged ? await UnauthenticatedAsync(context) : Denied(rpc);
        SecurityLog.Refused(logger, rpc, Caller.NameOf(context), reason);
        if (authorizeResult.Challenged && !StatusHeaders.IsGrpc(context.Request))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        await StatusAnswer.WriteAsync(
            context, status, authorizeResult.Challenged ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden, context.RequestAborted);
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
