using CovidGrpc.Vision;

namespace CovidGrpc.Training.Detection;

/// <summary>What is to be found in one slice.</summary>
/// <param name="Instances">All pieces of the tissues that the data set labels. A slice without any cannot be learned from and is skipped.</param>
internal sealed record SegmentationTarget(IReadOnlyList<TissueInstance> Instances)
{
    /// <summary>
    /// The tissues that the data set labels. The others are unknown, not background: where one may be, background anchors are left out of the
    /// proposal losses, and of a RoI that matches no instance is learned only that it is background or one of the unlabelled tissues.
    /// </summary>
    internal IReadOnlySet<Tissue> Labelled { get; init; } = Enum.GetValues<Tissue>().ToHashSet();

    /// <summary>
    /// Boxes, in the slice's pixels, where a tissue that is not labelled may be (around lesions of unknown kind, say); null: anywhere.
    /// Where every tissue is labelled they count nothing.
    /// </summary>
    internal IReadOnlyList<Box>? UnlabelledRegions { get; init; }
}
