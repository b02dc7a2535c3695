using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Jobs;
using Grpc.Core;

namespace CovidGrpc.Pacs.Answers;

/// <summary>Tells which models of the gateway would answer now.</summary>
internal sealed class GatewayModels(ModelClient client)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The models in use for settings.</summary>
    /// <exception cref="DiagnosisException">The gateway failed.</exception>
    /// <exception cref="JobFailedException">None fits, or replicas differ, as while a model is exchanged.</exception>
    public async Task<AnsweringModels> FindAsync(DiagnosisOptions options, CancellationToken cancellationToken)
    {
        var inUse = (await client.ListAsync(Patience, cancellationToken)).Where(model => model.InUse).ToLookup(model => model.Room);
        var finder = One(inUse["segmentation"].Where(model => IsAsked(model, options.SegmentationModel)));
        // A one-shot model tells the class of what it found itself.
        var own = inUse["classification"].Where(model => options.ClassificationModel.Length == 0 && model.Model.Identity.Digest == finder.Digest).Take(1).ToArray();
        var classifier = One(own.Length > 0 ? own : inUse["classification"].Where(model => IsAsked(model, options.ClassificationModel)));
        return options.ModelDigest.Length == 0 || options.ModelDigest == finder.Digest
            ? new AnsweringModels(finder, classifier)
            : throw JobFailures.Passing(StatusCode.FailedPrecondition, "MODEL_DIGEST_MISMATCH", "The gateway uses another model than the one that was asked for.");
    }

    private static bool IsAsked(LoadedModel model, string name) => name.Length == 0 ? model.DefaultModel : model.Model.Identity.Name == name;

    private static ModelIdentity One(IEnumerable<LoadedModel> models) => models.Select(model => model.Model.Identity).DistinctBy(identity => identity.Digest).ToArray() switch
    {
        [var identity] => identity,
        [] => throw JobFailures.Passing(StatusCode.FailedPrecondition, "MODEL_NOT_LOADED", "The gateway has no model loaded that would answer."),
        _ => throw JobFailures.Passing(StatusCode.Unavailable, "MODEL_CHANGING", "The gateway's replicas use different models: one is being exchanged."),
    };
}
