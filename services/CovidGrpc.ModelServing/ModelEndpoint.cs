using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using Grpc.Core;

namespace CovidGrpc.ModelServing;

/// <summary><c>covid.v1.ModelService</c> of one room.</summary>
internal sealed class ModelEndpoint(IModelRoom room) : ModelService.ModelServiceBase
{
    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListModelsResponse { Models = { room.List() } });

    public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(room.Get(Required(request.Name), request.Version));

    public override async Task<LoadModelResponse> LoadModel(LoadModelRequest request, ServerCallContext context)
    {
        var version = request.Version.Length == 0 ? null : request.Version;
        return new LoadModelResponse { Model = await room.LoadAsync(Required(request.Name), version, request.Standby, context.CancellationToken) };
    }

    public override async Task<UnloadModelResponse> UnloadModel(UnloadModelRequest request, ServerCallContext context)
    {
        await room.UnloadAsync(Required(request.Name), request.Version, context.CancellationToken);
        return new UnloadModelResponse();
    }

    private static string Required(string name) => name.Length > 0
        ? name
        : throw Fault.InvalidField("name", "MODEL_NAME_MISSING", "The request names no model.").ToRpcException();
}
