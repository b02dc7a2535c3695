using Microsoft.Extensions.Logging;

namespace CovidGrpc.Suite;

/// <summary>What the suite runs on.</summary>
/// <param name="Segmentation">The model that finds.</param>
/// <param name="Classification">The model that tells the class: the same, or an image classifier.</param>
public sealed record SuiteOptions(ModelChoice Segmentation, ModelChoice Classification)
{
    /// <summary>One model for both.</summary>
    /// <param name="model">The model.</param>
    public SuiteOptions(ModelChoice model)
        : this(model, model)
    {
    }

    /// <summary>URL for gRPC, as <c>http://127.0.0.1:8080</c>; port 0 takes a free one. None: the gateway is reached in this process alone.</summary>
    public string? GrpcUrl { get; init; }

    /// <summary>URL for gRPC-Web and HTTP/JSON over HTTP/1.1.</summary>
    public string? HttpUrl { get; init; }

    /// <summary>Folder of uploads and jobs, made where it is absent; they outlive the suite. None: they end with it.</summary>
    public string? StateFolder { get; init; }

    /// <summary>Further settings by configuration key, as <c>Cache:Redis</c> or <c>Threads:Intraop</c>; every host reads those it knows.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Adds log providers to every host; none by default.</summary>
    public Action<ILoggingBuilder> Logging { get; init; } = _ => { };
}
