using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Audit;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Hosting.Faults;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.Gateway.Models;

/// <summary><c>covid.v1.ModelService</c> of the house: every replica of every room that holds models.</summary>
internal sealed class ModelEndpoint(ModelReplicas replicas, ModelRollout rollout) : ModelService.ModelServiceBase
{
    public override async Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        await using var rooms = await replicas.ConnectAsync(context.ToCallOptions());
        var response = new ListModelsResponse();
        foreach (var room in rooms.All)
        {
            response.Models.AddRange(await room.ListAsync());
        }

        return response;
    }

    public override async Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context)
    {
        await using var rooms = await replicas.ConnectAsync(context.ToCallOptions());
        GetModelResponse? response = null;
        foreach (var room in rooms.All)
        {
            if (await room.GetAsync(Required(request.Name), request.Version) is not { } there)
            {
                continue;
            }

            there.MemoryBytes += response?.MemoryBytes ?? 0;
            response = there;
        }

        return response ?? throw NotLoaded(request.Name, request.Version);
    }

    public override async Task<LoadModelResponse> LoadModel(LoadModelRequest request, ServerCallContext context)
    {
        var model = await rollout.LoadAsync(Required(request.Name), request.Version, request.Standby, context.CancellationToken);
        AuditedCall.Of(context)?.AddModel(model);
        return new LoadModelResponse { Model = model };
    }

    public override async Task<UnloadModelResponse> UnloadModel(UnloadModelRequest request, ServerCallContext context) =>
        await rollout.UnloadAsync(Required(request.Name), request.Version, context.CancellationToken)
            ? new UnloadModelResponse()
            : throw NotLoaded(request.Name, request.Version);

    private static string Required(string name) => name.Length > 0
        ? name
        : throw Fault.InvalidField("name", "MODEL_NAME_MISSING", "The request names no model.").ToRpcException();

    private static RpcException NotLoaded(string name, string version) =>
        Fault.Create(Code.NotFound, "MODEL_NOT_LOADED", $"No model {$"{name} {version}".TrimEnd()} is loaded.").ToRpcException();
}
