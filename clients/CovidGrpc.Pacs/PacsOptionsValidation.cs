using CovidGrpc.Pacs.DicomWeb;
using CovidGrpc.Transport;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Pacs;

/// <summary>Checks at the start what ranges cannot say; all errors are told at once.</summary>
internal sealed class PacsOptionsValidation : IValidateOptions<PacsOptions>
{
    public ValidateOptionsResult Validate(string? name, PacsOptions options)
    {
        string[] errors = [.. ErrorsOf(options)];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> ErrorsOf(PacsOptions options)
    {
        if (!IsHttp(options.Url))
        {
            yield return "Pacs:Url must be the root of the PACS's DICOMweb services, as https://pacs.example/dicom-web";
        }

        if (!IsHttp(options.Gateway))
        {
            yield return "Pacs:Gateway must be the address of the gateway, as https://gateway:8080";
        }

        foreach (var (key, path) in (IEnumerable<(string, string)>)
            [("PasswordFile", options.PasswordFile), ("TokenFile", options.TokenFile), ("CaFile", options.CaFile), ("HashKeyFile", options.HashKeyFile)])
        {
            if (path.Length > 0 && !File.Exists(path))
            {
                yield return $"Pacs:{key} names no file";
            }
        }

        foreach (var error in (IEnumerable<string>)[.. OfCredentials(options), .. OfGateway(options), .. OfHashKey(options)])
        {
            yield return error;
        }
    }

    private static IEnumerable<string> OfCredentials(PacsOptions options)
    {
        if (options.Authentication == PacsAuthenticationScheme.Basic && (options.User.Length == 0 || (options.Password.Length == 0) == (options.PasswordFile.Length == 0)))
        {
            yield return "Pacs:Authentication Basic needs Pacs:User, and Pacs:PasswordFile or Pacs:Password";
        }

        if (options.Authentication == PacsAuthenticationScheme.Bearer && options.TokenFile.Length == 0)
        {
            yield return "Pacs:Authentication Bearer needs Pacs:TokenFile";
        }
    }

    private static IEnumerable<string> OfGateway(PacsOptions options)
    {
        if (options is { GatewayApiKeyFile.Length: > 0, GatewayTokenFile.Length: > 0 })
        {
            return ["Pacs takes GatewayApiKeyFile or GatewayTokenFile, not both"];
        }

        try
        {
            return !IsHttp(options.Gateway) || SecurityOf(options, TimeProvider.System).MayCall(new Uri(options.Gateway)) ? [] : [$"Pacs:Gateway: {PlaintextCredentialsException.Explanation}"];
        }
        catch (Exception e) when (WatchedFiles.IsUnusable(e))
        {
            return [$"Pacs:Gateway: {e.Message}"];
        }
    }

    /// <summary>Who asks the gateway, and whose certificates are trusted.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="FormatException">A file holds something else.</exception>
    public static CallSecurity SecurityOf(PacsOptions options, TimeProvider time) => new()
    {
        Credentials = options.GatewayApiKeyFile.Length > 0 ? CallerCredentials.ApiKeyFile(options.GatewayApiKeyFile, time)
            : options.GatewayTokenFile.Length > 0 ? CallerCredentials.TokenFile(options.GatewayTokenFile, time)
            : null,
        Trusted = options.GatewayCaFile.Length > 0 ? new TrustedCertificates(options.GatewayCaFile, time) : null,
    };

    private static IEnumerable<string> OfHashKey(PacsOptions options)
    {
        if ((options.HashKey.Length == 0) == (options.HashKeyFile.Length == 0))
        {
            yield return "one of Pacs:HashKey and Pacs:HashKeyFile is needed";
        }
        else if (options.HashKey.Length > 0 || File.Exists(options.HashKeyFile))
        {
            if (HashKeyOf(options) is null)
            {
                yield return $"Pacs:HashKey must be base64 of at least {PacsOptions.MinHashKeyBytes} bytes";
            }
        }
    }

    /// <summary>The key; null where it is none.</summary>
    /// <exception cref="DicomWebException">Its file cannot be read.</exception>
    public static byte[]? HashKeyOf(PacsOptions options)
    {
        var text = SecretFile.At(options.HashKeyFile)?.Read() ?? options.HashKey;
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length >= PacsOptions.MinHashKeyBytes ? key[..length] : null;
    }

    private static bool IsHttp(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0;
}
