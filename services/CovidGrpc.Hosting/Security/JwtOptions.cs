namespace CovidGrpc.Hosting.Security;

/// <summary>Which JSON Web Tokens (RFC 7519) are taken. Configuration section <c>Security:Jwt</c>.</summary>
public sealed class JwtOptions
{
    /// <summary>URL of the OpenID Connect issuer whose discovery document names the keys. Or see <see cref="KeysFile"/>.</summary>
    public string Authority { get; set; } = "";

    /// <summary>File with the issuer's public keys (JWKS, RFC 7517), read again when it changes: for hosts that reach no issuer.</summary>
    public string KeysFile { get; set; } = "";

    /// <summary>The claim <c>iss</c> that is wanted; may be left out with <see cref="Authority"/>, which tells it.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The claim <c>aud</c> that is wanted.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Claim with the roles (<see cref="Roles"/>), one or a list. Default <c>roles</c>.</summary>
    public string RolesClaim { get; set; } = "roles";

    /// <summary>Whether tokens are taken at all.</summary>
    internal bool IsUsed => Authority.Length > 0 || KeysFile.Length > 0;
}
