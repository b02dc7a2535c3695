using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace CovidGrpc.Hosting.Security;

/// <summary>Who calls: makes principals of those who bring no token, and names all.</summary>
internal static class Caller
{
    private const string NameClaim = "sub";
    private const string RolesClaim = "roles";

    /// <summary>The caller's name; of one who has none, a word for it.</summary>
    public static string NameOf(HttpContext context) => context.User.Identity?.Name ?? "a caller";

    /// <summary>What tells callers apart: their names and how these are known; of those without credentials, their addresses.</summary>
    public static string KeyOf(HttpContext context) => context.User.Identity is { IsAuthenticated: true, AuthenticationType: not Schemes.Anonymous } known
        ? $"{known.AuthenticationType} {known.Name}"
        : $"{context.Connection.RemoteIpAddress}";

    public static ClaimsPrincipal Named(string name, IEnumerable<string> roles, string scheme) => new(new ClaimsIdentity(
        [new Claim(NameClaim, name), .. roles.Select(role => new Claim(RolesClaim, role))], scheme, NameClaim, RolesClaim));
}
