using CovidGrpc.Transport;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Security.Tls;

/// <summary>Tells everything that is wrong with the certificates.</summary>
internal sealed class TlsOptionsValidator : IValidateOptions<TlsOptions>
{
    public ValidateOptionsResult Validate(string? name, TlsOptions options)
    {
        string[] errors = [.. Errors(options)];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Errors(TlsOptions options)
    {
        if ((options.CertificateFile.Length == 0) != (options.KeyFile.Length == 0))
        {
            yield return "Tls:CertificateFile and Tls:KeyFile belong together";
        }
        else if (options.CertificateFile.Length == 0 && options.ClientCaFile.Length > 0)
        {
            yield return "Tls:ClientCaFile asks for certificates over TLS: it needs Tls:CertificateFile";
        }
        else if (options.CertificateFile.Length > 0)
        {
            foreach (var error in FileSetting.Errors("Tls:CertificateFile", () => _ = new OwnCertificate(options.CertificateFile, options.KeyFile)))
            {
                yield return error;
            }
        }

        foreach (var error in options.ClientCaFile.Length > 0 ? FileSetting.Errors("Tls:ClientCaFile", () => _ = new TrustedCertificates(options.ClientCaFile)) : [])
        {
            yield return error;
        }
    }
}
