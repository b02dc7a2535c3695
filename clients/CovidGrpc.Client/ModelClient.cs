using CovidGrpc.Contracts.V1;
using CovidGrpc.Transport;
using Grpc.Core;

namespace CovidGrpc.Client;

/// <summary>Typed client of the gateway's models: which are loaded, their cards, loading and unloading.</summary>
public sealed class ModelClient : GatewayClient
{
    private readonly ModelService.ModelServiceClient _service;

    /// <summary>A client on a channel that its opener disposes.</summary>
    public ModelClient(ChannelBase channel, TimeProvider? time = null)
        : this(channel, time, owned: null)
    {
    }

    private ModelClient(ChannelBase channel, TimeProvider? time, IDisposable? owned)
        : base(time, owned) =>
        _service = new ModelService.ModelServiceClient(channel);

    /// <summary>A client of the gateway at <c>http(s)://host:port</c>. Calls that find it unavailable are repeated with growing pauses.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="security">Who calls, and whose certificates are trusted; null for nobody in particular, and those whom the system trusts.</param>
    /// <exception cref="PlaintextCredentialsException">Credentials would go in plain text to another machine.</exception>
    public static ModelClient Connect(Uri gateway, CallSecurity? security = null)
    {
        var channel = GatewayChannel.Open(gateway, security);
        return new ModelClient(channel, time: null, owned: channel);
    }

    /// <summary>The loaded models, by room, name and version.</summary>
    /// <param name="timeout">Longest wait for the answer; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="DiagnosisException">The call or the gateway failed.</exception>
    public async Task<IReadOnlyList<LoadedModel>> ListAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        (await RunAsync(options => _service.ListModelsAsync(new ListModelsRequest(), options), timeout, cancellationToken)).Models;

    /// <summary>One loaded model with its card.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its version; null for the one in use.</param>
    /// <param name="timeout">Longest wait for the answer; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="DiagnosisException">It is not loaded, or the call or the gateway failed.</exception>
    public Task<GetModelResponse> GetAsync(string name, string? version = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var request = new GetModelRequest { Name = name, Version = version ?? "" };
        return RunAsync(options => _service.GetModelAsync(request, options), timeout, cancellationToken);
    }

    /// <summary>Loads a model of the gateway's model store beside those in use and swaps it in.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its version; null for the newest.</param>
    /// <param name="standby">True to load it without swapping it in.</param>
    /// <param name="timeout">Longest wait for the answer; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="DiagnosisException">The store has none of that name, it cannot be used, or the call or the gateway failed.</exception>
    public async Task<Model> LoadAsync(string name, string? version = null, bool standby = false, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var request = new LoadModelRequest { Name = name, Version = version ?? "", Standby = standby };
        return (await RunAsync(options => _service.LoadModelAsync(request, options), timeout, cancellationToken)).Model;
    }

    /// <summary>Lets a version go, once the calls that use it have ended.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="timeout">Longest wait for the answer; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="DiagnosisException">It is not loaded or must stay, or the call or the gateway failed.</exception>
    public Task UnloadAsync(string name, string version, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var request = new UnloadModelRequest { Name = name, Version = version };
        return RunAsync(options => _service.UnloadModelAsync(request, options), timeout, cancellationToken);
    }
}
