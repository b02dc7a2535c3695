using System.Security.Cryptography;
using CovidGrpc.Contracts.V1;
using Grpc.Core;

namespace CovidGrpc.Hosting.Audit;

/// <summary>What a service adds to the line of its call. Nothing of it may tell of a patient: digests, names of models, identifiers of this house.</summary>
public sealed class AuditedCall : IDisposable
{
    private readonly IncrementalHash _input = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<string, string> _models = [];
    private bool _hasInput;

    /// <summary>The class that was answered, as the contract names it; null for none.</summary>
    public string? Result { get; set; }

    /// <summary>The operation that the call made or was about; null for none.</summary>
    public string? Operation { get; set; }

    /// <summary>The models that answered, as NAME VERSION and digest.</summary>
    internal IReadOnlyDictionary<string, string> Models => _models;

    /// <summary>How the call failed; null where no service was asked, or none failed.</summary>
    internal StatusCode? Failure { get; set; }

    /// <summary>The line of a call; null where nothing is written down.</summary>
    public static AuditedCall? Of(ServerCallContext context) => context.GetHttpContext().Features.Get<AuditedCall>();

    /// <summary>Adds bytes of the input to its digest, in the order in which they came.</summary>
    public void AddInput(ReadOnlySpan<byte> bytes)
    {
        _hasInput = true;
        _input.AppendData(bytes);
    }

    /// <summary>Adds a model that answered; null for none.</summary>
    public void AddModel(Model? model)
    {
        if (model?.Identity is { } identity)
        {
            _models[$"{identity.Name} {identity.Version}"] = identity.Digest;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    /// <summary>SHA-256 of the input in hexadecimal; null where there was none.</summary>
    internal string? Digest() => _hasInput ? Convert.ToHexStringLower(_input.GetCurrentHash()) : null;
}
