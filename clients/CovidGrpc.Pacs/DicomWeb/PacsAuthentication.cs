using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Pacs.DicomWeb;

/// <summary>Puts the credentials on every request to the PACS.</summary>
internal sealed class PacsAuthentication(IOptions<PacsOptions> options) : DelegatingHandler
{
    private readonly PacsOptions _options = options.Value;
    private readonly SecretFile? _password = SecretFile.At(options.Value.PasswordFile);
    private readonly SecretFile? _token = SecretFile.At(options.Value.TokenFile);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = _options.Authentication switch
        {
            PacsAuthenticationScheme.Basic => new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_options.User}:{_password?.Read() ?? _options.Password}"))),
            PacsAuthenticationScheme.Bearer => new AuthenticationHeaderValue("Bearer", _token!.Read()),
            _ => null,
        };
        return base.SendAsync(request, cancellationToken);
    }
}
