using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Gateway;

/// <summary>Which models a slice asks.</summary>
/// <param name="Options">The caller's settings, with the digest of the segmentation where it is pinned.</param>
/// <param name="ClassifierDigest">Digest of the image classifier where it is pinned; any when empty. A one-shot head is pinned by its sequence.</param>
internal sealed record AskedModels(DiagnosisOptions Options, string ClassifierDigest = "")
{
    /// <summary>Whether an image classifier alone can answer.</summary>
    public bool NeedNoFindings => Options is { ClassificationOnly: true, ModelDigest: "", SegmentationModel: "" };

    /// <summary>The same, but answered by those models alone that gave an answer.</summary>
    public AskedModels PinnedTo(DiagnoseResponse answer)
    {
        var options = Options.Clone();
        options.ModelDigest = answer.Model?.Identity.Digest ?? options.ModelDigest;
        return new AskedModels(options, answer.ClassificationModel?.Identity.Digest ?? "");
    }
}
