using Microsoft.Extensions.Options;

namespace CovidGrpc.Pacs.DicomWeb;

/// <summary>Registration of the PACS's client.</summary>
internal static class DicomWebRegistration
{
    /// <summary>Adds <see cref="DicomWebClient"/>, as <see cref="PacsOptions"/> say.</summary>
    public static IServiceCollection AddDicomWeb(this IServiceCollection services)
    {
        services.AddTransient<PacsAuthentication>();
        services.AddHttpClient(DicomWebClient.HttpClientName)
            .ConfigureHttpClient((provider, http) =>
            {
                http.BaseAddress = new Uri(OptionsOf(provider).Url.TrimEnd('/') + "/");
                http.Timeout = Timeout.InfiniteTimeSpan;
            })
            .ConfigurePrimaryHttpMessageHandler(provider => PacsTransport.Create(OptionsOf(provider).CaFile))
            .AddHttpMessageHandler<PacsAuthentication>()
            // The factory's loggers write addresses, and with them identifiers.
            .RemoveAllLoggers();
        return services.AddSingleton<DicomWebClient>();
    }

    private static PacsOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<PacsOptions>>().Value;
}
