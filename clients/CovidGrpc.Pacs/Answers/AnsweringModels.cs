using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom.Answers;

namespace CovidGrpc.Pacs.Answers;

/// <summary>The models that answer for a study.</summary>
/// <param name="Finder">The one that finds; answers cite it.</param>
/// <param name="Classifier">The one that tells the class; the same for a one-shot model.</param>
internal sealed record AnsweringModels(ModelIdentity Finder, ModelIdentity Classifier)
{
    /// <summary>What stands for their weights and settings.</summary>
    public string Key => Finder.Digest == Classifier.Digest ? Finder.Digest : $"{Finder.Digest}+{Classifier.Digest}";

    /// <summary>The one that answers cite.</summary>
    public AnswerModel Cited => new(Finder.Name, Finder.Version, Finder.Digest);

    /// <summary>Whether a verdict is theirs.</summary>
    public bool Gave(ScanDiagnosis verdict) =>
        verdict.Model?.Identity.Digest == Finder.Digest
        && (verdict.ClassificationModel is { } classifier ? classifier.Identity.Digest == Classifier.Digest : Classifier.Digest == Finder.Digest);
}
