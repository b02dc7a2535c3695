using CovidGrpc.Metrics.Intervals;

namespace CovidGrpc.Metrics.Segmentation.Overlap;

/// <summary>Dice and IoU of each tissue.</summary>
public sealed record OverlapReport
{
    /// <summary>Images that were added.</summary>
    public required int Images { get; init; }

    /// <summary>Patients that the intervals draw from; an image without a patient is one of its own.</summary>
    public required int Patients { get; init; }

    /// <summary>Images whose patient is not known.</summary>
    public required int ImagesWithoutPatient { get; init; }

    /// <summary>The tissues in their order.</summary>
    public required IReadOnlyList<TissueOverlapReport> Tissues { get; init; }

    /// <summary>How the intervals were found.</summary>
    public required BootstrapOptions Bootstrap { get; init; }

    /// <summary>What is not defined, and why.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>
    /// All measures under their names: <c>dice/</c> and <c>iou/</c> are means over images, <c>dice_pooled/</c> and <c>iou_pooled/</c> count the
    /// pixels of all images together.
    /// </summary>
    public IEnumerable<NamedMeasure> Measures => Tissues.SelectMany(tissue => (NamedMeasure[])
    [
        new($"dice/{tissue.Name}", tissue.Dice),
        new($"iou/{tissue.Name}", tissue.IntersectionOverUnion),
        new($"dice_pooled/{tissue.Name}", tissue.PooledDice),
        new($"iou_pooled/{tissue.Name}", tissue.PooledIntersectionOverUnion),
    ]);
}
