using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CovidGrpc.Hosting.Audit;

/// <summary>One line of the audit log: who asked for what, on which input, and what came of it.</summary>
internal sealed class AuditLine(AuditedCall work)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>When the call ended.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Name of the caller.</summary>
    public required string Caller { get; init; }

    /// <summary>How the caller is known: <c>ApiKey</c>, <c>Bearer</c>, <c>Certificate</c>, <c>Anonymous</c>; null where nobody was let in.</summary>
    public string? Scheme { get; init; }

    /// <summary>Full name of the RPC, or <c>job</c> for work that goes on after its call.</summary>
    public required string Rpc { get; init; }

    /// <summary>Status code of the answer, as <c>OK</c>.</summary>
    public required string Status { get; init; }

    /// <summary>SHA-256 of the input, file after file as they came.</summary>
    public string? InputSha256 { get; } = work.Digest();

    /// <summary>Digests of the models that answered, by name and version.</summary>
    public IReadOnlyDictionary<string, string>? Models { get; } = work.Models.Count > 0 ? work.Models : null;

    /// <summary>The class that was answered.</summary>
    public string? Result { get; } = work.Result;

    /// <summary>The operation that the call made or was about.</summary>
    public string? Operation { get; } = work.Operation;

    /// <summary>Trace of the call (W3C), to find its logs.</summary>
    public string? TraceId { get; } = Activity.Current?.TraceId.ToString();

    /// <summary>The line, with its end.</summary>
    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Format), (byte)'\n'];
}
