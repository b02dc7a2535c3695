using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Security.Tls;

/// <summary>Registration of TLS.</summary>
internal static class TlsRegistration
{
    /// <summary>Lets endpoints with an <c>https</c> URL speak TLS with the certificate of section <c>Tls</c>.</summary>
    public static WebApplicationBuilder AddTls(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TlsOptions>().Bind(builder.Configuration.GetSection(TlsOptions.Section)).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TlsOptions>, TlsOptionsValidator>();
        builder.Services.AddSingleton<HostTls>();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<HostTls>((kestrel, tls) => kestrel.ConfigureHttpsDefaults(tls.Apply));
        return builder;
    }

    /// <summary><c>https</c> where the host has a certificate, otherwise <c>http</c>.</summary>
    public static string SchemeOf(IConfiguration configuration) =>
        configuration.GetSection(TlsOptions.Section)[nameof(TlsOptions.CertificateFile)] is { Length: > 0 } ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
}
