using Microsoft.AspNetCore.Http;

namespace CovidGrpc.Hosting.Telemetry;

/// <summary>
/// Where the host shows what it does. Configuration section <c>Telemetry</c>. Beside it the standard variables of OpenTelemetry hold:
/// with <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> traces, metrics and logs are sent there; without it nothing is sent.
/// </summary>
public sealed class TelemetryOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Telemetry";

    /// <summary>
    /// URL with a port of its own on which Prometheus finds <c>/metrics</c>, as <c>http://*:9464</c>; nothing else is answered there. None by default.
    /// </summary>
    public string MetricsUrl { get; set; } = "";

    /// <summary>Whether <see cref="MetricsUrl"/> is empty or a URL with a port.</summary>
    internal bool HasUsableMetricsUrl
    {
        get
        {
            try
            {
                return MetricsUrl.Length == 0 || MetricsPort > 0;
            }
            catch (FormatException)
            {
                return false;
            }
        }
    }

    internal int MetricsPort => BindingAddress.Parse(MetricsUrl).Port;
}
