using CovidGrpc.Hosting.Security.Tls;
using CovidGrpc.Transport;
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
            yield return "Security: others than this machine reach the host. Set Security:ApiKeysFile, Security:Jwt:Authority, Security:Jwt:KeysFile or Security:Certificates, "
                + "or Security:Anonymous=true to let everybody in";
        }

        if (options is { Anonymous: true, HasCredentials: true })
        {
            yield return "Security:Anonymous=true lets everybody in: it goes with none of Security:ApiKeysFile, Security:Jwt and Security:Certificates";
        }

        foreach (var error in (IEnumerable<string>)
            [.. FileErrors("ApiKeysFile", options.ApiKeysFile, bytes => ApiKeyFile.Parse(bytes)),
             .. FileErrors("Jwt:KeysFile", options.Jwt.KeysFile, bytes => JwksFile.Parse(bytes)),
             .. CertificateErrors(options),
             .. options.Jwt.IsUsed ? JwtErrors(options.Jwt) : []])
        {
            yield return error;
        }
    }

    private static IEnumerable<string> FileErrors(string setting, string path, Action<byte[]> parse) =>
        path.Length > 0 ? FileSetting.Errors($"Security:{setting}", () => parse(WatchedFiles.Read(path))) : [];

    private IEnumerable<string> CertificateErrors(SecurityOptions options)
    {
        if (options.Certificates.Count > 0 && configuration.GetSection(TlsOptions.Section)[nameof(TlsOptions.ClientCaFile)] is not { Length: > 0 })
        {
            yield return "Security:Certificates needs Tls:ClientCaFile: nobody is asked for a certificate";
        }

        foreach (var (name, roles) in options.Certificates)
        {
            if (SecurityOptions.Split(roles) is not { Length: > 0 } named || !named.All(Roles.All.Contains))
            {
                yield return $"Security:Certificates:{name} takes roles among {string.Join(", ", Roles.All)}";
            }
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
}
