using CovidGrpc.Contracts.V1;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Gateway;

/// <summary>Asks the rooms which of their models would answer, each time anew: what is remembered would be wrong after a swap.</summary>
internal sealed class ModelsInUse(
    [FromKeyedServices(GatewayHost.Segmentation)] CallInvoker segmentation,
    [FromKeyedServices(GatewayHost.Classification)] CallInvoker classification,
    IOptions<RequestOptions> options,
    TimeProvider time)
{
    private readonly TimeSpan _patience = options.Value.ModelsTimeout;

    /// <summary>The models that a diagnosis with these settings asks; null when a room does not tell.</summary>
    public async Task<(Model Segmentation, Model Classification)?> FindAsync(DiagnosisOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var call = new CallOptions(deadline: time.GetUtcNow().UtcDateTime + _patience, cancellationToken: cancellationToken);
            var (finders, classifiers) = (ListAsync(segmentation, call), ListAsync(classification, call));
            await Task.WhenAll(finders, classifiers);
            var finder = options.ModelDigest.Length == 0 ? InUse(await finders, options.SegmentationModel) : WithDigest(await finders, options);
            return finder is not null && InUse(await classifiers, options.ClassificationModel) is { } classifier ? (finder, classifier) : null;
        }
        catch (RpcException)
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<LoadedModel>> ListAsync(CallInvoker room, CallOptions call) =>
        (await new ModelService.ModelServiceClient(room).ListModelsAsync(new ListModelsRequest(), call)).Models;

    private static Model? InUse(IReadOnlyList<LoadedModel> loaded, string name) =>
        loaded.FirstOrDefault(model => model.InUse && (name.Length == 0 ? model.DefaultModel : model.Model.Identity.Name == name))?.Model;

    private static Model? WithDigest(IReadOnlyList<LoadedModel> loaded, DiagnosisOptions options) => loaded.FirstOrDefault(model =>
        model.Model.Identity.Digest == options.ModelDigest && (options.SegmentationModel.Length == 0 || model.Model.Identity.Name == options.SegmentationModel))?.Model;
}
