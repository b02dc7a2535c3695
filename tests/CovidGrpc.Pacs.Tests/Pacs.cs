using CovidGrpc.Pacs.DicomWeb;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Pacs.Tests;

/// <summary>The client of a PACS, as the bridge registers it.</summary>
internal static class Pacs
{
    public static DicomWebClient Client(string url, Action<PacsOptions>? change = null, ILoggerProvider? log = null)
    {
        var options = new PacsOptions { Url = url };
        change?.Invoke(options);
        return new ServiceCollection()
            .AddLogging(logging =>
            {
                if (log is not null)
                {
                    logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
                }
            })
            .AddSingleton(Options.Create(options))
            .AddSingleton(TimeProvider.System)
            .AddDicomWeb()
            .BuildServiceProvider()
            .GetRequiredService<DicomWebClient>();
    }
}
