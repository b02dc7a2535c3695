using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Gateway;

/// <summary>Which models a slice asks.</summary>
/// <param name="Options">The caller's settings, with the digest of the segmentation where it is pinned.</param>
/// <param name="ClassifierDigest">Digest of the image classifier where it is pinned; any when empty. A one-shot head is pinned by its sequence.</param>
/// <param name="NeedNoFindings">Whether an image classifier alone can answer.</param>
internal sealed record AskedModels(DiagnosisOptions Options, string ClassifierDigest, bool NeedNoFindings)
{
    /// <summary>The models that a caller's settings name.</summary>
    public AskedModels(DiagnosisOptions options)
        : this(options, "", options is { ClassificationOnly: true, ModelDigest: "", SegmentationModel: "" })
    {
    }

    /// <summary>The same, but answered by those models alone that gave an answer.</summary>
    public AskedModels PinnedTo(DiagnoseResponse answer) => PinnedTo(answer.Model?.Identity.Digest ?? Options.ModelDigest, answer.ClassificationModel?.Identity.Digest ?? "");

    /// <summary>The same, but answered by these models alone.</summary>
    /// <param name="segmentation">Digest of the model that finds.</param>
    /// <param name="classifier">Digest of the model that tells the class, where that is an image classifier.</param>
    public AskedModels PinnedTo(string segmentation, string classifier)
    {
        var options = Options.Clone();
        options.ModelDigest = segmentation;
        return this with { Options = options, ClassifierDigest = classifier };
    }
}
