using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.Hosting.Calls;

/// <summary>How another service is called. Configuration section <c>Services:NAME</c>.</summary>
public sealed class ServiceCallOptions
{
    /// <summary>
    /// <c>http://host:port</c>, several of them with commas between (round robin), <c>dns:///host:port</c> (round robin over all
    /// addresses of the name, over TLS where <see cref="CaFile"/> is given) or <c>unix:///path</c>; <c>https</c> likewise.
    /// </summary>
    public string Address { get; set; } = "";

    /// <summary>File with the API key that the service is shown, read again when it changes. Or <see cref="TokenFile"/>.</summary>
    public string ApiKeyFile { get; set; } = "";

    /// <summary>File with the bearer token that the service is shown, read again when it changes.</summary>
    public string TokenFile { get; set; } = "";

    /// <summary>PEM file of those who sign the service's certificate, read again when it changes; the system's when empty.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>Longest time for a call with all its tries; an earlier deadline of the caller goes before it. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries after the first, of calls that found no service. All calls here are idempotent. Default 3.</summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 3;

    /// <summary>Median wait before the first further try, doubled for each next, with jitter. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Share of tries within <see cref="BreakerWindow"/>, failed or without an answer in time, that opens the circuit. Default 0.5.</summary>
    [Range(0.01, 1.0)]
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>Tries within the window before the circuit may open. Default 8.</summary>
    [Range(2, 10000)]
    public int BreakerMinimumTries { get; set; } = 8;

    /// <summary>Window of the circuit breaker. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "1.00:00:00")]
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the circuit stays open. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "1.00:00:00")]
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether the address has one of the forms that <see cref="ServiceChannel"/> takes.</summary>
    internal bool HasUsableAddress => ServiceAddress.Split(Address) is { Count: > 0 } addresses
        && (addresses.Count == 1
            ? SchemeOf(addresses[0]) is "http" or "https" or "dns" or "unix"
            : addresses.All(address => SchemeOf(address) is "http") || addresses.All(address => SchemeOf(address) is "https"));

    private static string? SchemeOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Scheme : null;
}
