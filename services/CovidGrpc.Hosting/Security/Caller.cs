using System.Security.Claims;

namespace CovidGrpc.Hosting.Security;

/// <summary>Makes principals of those who bring no token.</summary>
internal static class Caller
{
    private const string NameClaim = "sub";
    private const string RolesClaim = "roles";

    public static ClaimsPrincipal Named(string name, IEnumerable<string> roles, string scheme) => new(new ClaimsIdentity(
        [new Claim(NameClaim, name), .. roles.Select(role => new Claim(RolesClaim, role))], scheme, NameClaim, RolesClaim));
}
