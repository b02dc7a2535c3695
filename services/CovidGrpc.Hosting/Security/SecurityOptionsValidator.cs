using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Security;

/// <summary>Tells everything that is wrong with the settings; a host that the network reaches has to say who may call it.</summary>
internal sealed class SecurityOptionsValidator(IConfiguration configuration) : IValidateOptions<SecurityOptions>
{
    public ValidateOptionsResult Validate(string? name, SecurityOptions options)
    {
        string[] errors = [.. Errors(options)];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private IEnumerable<string> Errors(SecurityOptions options)
    {
        if (options is { Anonymous: null, HasCredentials: false } && !ListenAddresses.AreLocal(configuration))
        {
            yield return "Security: others than this machine reach the host. Set Security:ApiKeysFile, Security:Jwt:Authority or Security:Jwt:KeysFile, "
                + "or Security:Anonymous=true to let everybody in";
        }

        if (options is { Anonymous: true, HasCredentials: true })
        {
            yield return "Security:Anonymous=true lets everybody in: it goes with neither Security:ApiKeysFile nor Security:Jwt";
        }

        foreach (var error in Unreadable("ApiKeysFile", options.ApiKeysFile, bytes => ApiKeyFile.Parse(bytes))
            .Concat(Unreadable("Jwt:KeysFile", options.Jwt.KeysFile, JwksFile.Parse))
            .Concat(options.Jwt.IsUsed ? JwtErrors(options.Jwt) : []))
        {
            yield return error;
        }
    }

    private static IEnumerable<string> JwtErrors(JwtOptions jwt)
    {
        if (jwt is { Authority.Length: > 0, KeysFile.Length: > 0 })
        {
            yield return "Security:Jwt takes Authority or KeysFile, not both";
        }

        if (jwt.Authority.Length > 0 && !(Uri.TryCreate(jwt.Authority, UriKind.Absolute, out var url) && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback))))
        {
            yield return "Security:Jwt:Authority must be an https URL";
        }

        if (jwt is { KeysFile.Length: > 0, Issuer.Length: 0 })
        {
            yield return "Security:Jwt:Issuer is missing";
        }

        if (jwt.Audience.Length == 0)
        {
            yield return "Security:Jwt:Audience is missing";
        }
    }

    private static IEnumerable<string> Unreadable<T>(string setting, string path, Func<byte[], T> parse)
        where T : class
    {
        if (path.Length == 0)
        {
            yield break;
        }

        var error = (string?)null;
        try
        {
            parse(WatchedFile.Read(path));
        }
        catch (Exception e) when (WatchedFile.IsUnusable(e))
        {
            error = $"Security:{setting}: {e.Message}";
        }

        if (error is not null)
        {
            yield return error;
        }
    }
}
