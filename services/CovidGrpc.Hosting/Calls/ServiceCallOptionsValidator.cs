using CovidGrpc.Hosting.Security;
using CovidGrpc.Transport;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Calls;

/// <summary>Checks at the start what ranges cannot say of how one service is called; all errors are told at once.</summary>
internal sealed class ServiceCallOptionsValidator(string service) : IValidateOptions<ServiceCallOptions>
{
    public ValidateOptionsResult Validate(string? name, ServiceCallOptions options)
    {
        string[] errors = name == service ? [.. Errors(options)] : [];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private IEnumerable<string> Errors(ServiceCallOptions options)
    {
        if (!options.HasUsableAddress)
        {
            yield return $"Services:{service}:Address must be http(s)://host:port (several with commas between), dns:///host:port or unix:///path";
        }
        else if ((options.ApiKeyFile.Length > 0 || options.TokenFile.Length > 0) && !ServiceAddress.Targets(options.Address, options.CaFile.Length > 0).All(CallSecurity.IsPrivate))
        {
            yield return $"Services:{service}: {PlaintextCredentialsException.Explanation}";
        }

        if (options is { ApiKeyFile.Length: > 0, TokenFile.Length: > 0 })
        {
            yield return $"Services:{service} takes ApiKeyFile or TokenFile, not both";
        }

        foreach (var error in (IEnumerable<string>)
            [.. FileErrors(nameof(options.ApiKeyFile), options.ApiKeyFile, path => CallerCredentials.ApiKeyFile(path)),
             .. FileErrors(nameof(options.TokenFile), options.TokenFile, path => CallerCredentials.TokenFile(path)),
             .. FileErrors(nameof(options.CaFile), options.CaFile, path => new TrustedCertificates(path))])
        {
            yield return error;
        }
    }

    private IEnumerable<string> FileErrors(string setting, string path, Func<string, object> read) =>
        path.Length > 0 ? FileSetting.Errors($"Services:{service}:{setting}", () => read(path)) : [];
}
