using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Transport;
using Grpc.Core;
using Grpc.Net.Client;

namespace CovidGrpc.Gateway.Models;

/// <summary>One replica of a room. What it refuses is passed on with the room's name; a replica that is away is UNAVAILABLE.</summary>
internal sealed class ModelReplica : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly string _room;
    private readonly string _address;
    private readonly CallOptions _call;
    private readonly GrpcChannel _channel;
    private readonly ModelService.ModelServiceClient _client;

    /// <param name="room">Its room, as <c>segmentation</c>.</param>
    /// <param name="replica">The replica.</param>
    /// <param name="isOneOfSeveral">Whether its address tells it from others.</param>
    /// <param name="security">Who calls it, and whom the calls trust.</param>
    /// <param name="call">Deadline and cancellation of all calls to it.</param>
    public ModelReplica(string room, ServiceReplica replica, bool isOneOfSeveral, CallSecurity security, CallOptions call)
    {
        _room = room;
        _address = isOneOfSeveral ? replica.ToString() : "";
        _call = call;
        _channel = ServiceChannel.Open(replica, security);
        _client = new ModelService.ModelServiceClient(_channel);
    }

    public static Google.Rpc.Status Unreachable(string room) =>
        Fault.Unavailable($"{room.ToUpperInvariant()}_UNAVAILABLE", $"A replica of the {room} cannot be reached.", RetryAfter);

    public async Task<IReadOnlyList<LoadedModel>> ListAsync()
    {
        var models = (await AskAsync(_client.ListModelsAsync(new ListModelsRequest(), _call))).Models;
        foreach (var model in models)
        {
            model.Replica = _address;
        }

        return models;
    }

    /// <summary>Null when the replica has not loaded it.</summary>
    public async Task<GetModelResponse?> GetAsync(string name, string version)
    {
        try
        {
            return await AskAsync(_client.GetModelAsync(new GetModelRequest { Name = name, Version = version }, _call));
        }
        catch (RpcException e) when (e.Reason() == "MODEL_NOT_LOADED")
        {
            return null;
        }
    }

    /// <summary>Null when the model has no part in the room.</summary>
    public async Task<Model?> LoadAsync(string name, string version, bool standby)
    {
        try
        {
            return (await AskAsync(_client.LoadModelAsync(new LoadModelRequest { Name = name, Version = version, Standby = standby }, _call))).Model;
        }
        catch (RpcException e) when (e.Reason() == "MODEL_NOT_FOR_ROOM")
        {
            return null;
        }
    }

    /// <summary>False when the replica has not loaded it.</summary>
    public async Task<bool> UnloadAsync(string name, string version)
    {
        try
        {
            await AskAsync(_client.UnloadModelAsync(new UnloadModelRequest { Name = name, Version = version }, _call));
            return true;
        }
        catch (RpcException e) when (e.Reason() == "MODEL_NOT_LOADED")
        {
            return false;
        }
    }

    public ValueTask DisposeAsync()
    {
        _channel.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<T> AskAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            return await call;
        }
        catch (RpcException e) when (e.GetRpcStatus() is { } status)
        {
            status.Message = $"{_room}{(_address.Length > 0 ? $" at {_address}" : "")}: {status.Message}";
            throw status.ToRpcException();
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            throw Unreachable(_room).ToRpcException();
        }
    }
}
