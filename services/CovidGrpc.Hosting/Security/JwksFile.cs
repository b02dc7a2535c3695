using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace CovidGrpc.Hosting.Security;

/// <summary>Public keys of an issuer as a JWKS file (RFC 7517).</summary>
internal static class JwksFile
{
    /// <summary>Reads the keys.</summary>
    /// <exception cref="FormatException">It is no JWKS, or holds no key that signs.</exception>
    public static IList<SecurityKey> Parse(byte[] bytes)
    {
        try
        {
            var keys = new JsonWebKeySet(Encoding.UTF8.GetString(bytes)).GetSigningKeys();
            return keys.Count > 0 ? keys : throw new FormatException("the file holds no key that signs tokens");
        }
        catch (ArgumentException)
        {
            throw new FormatException("the file is no JSON Web Key Set");
        }
    }
}
