using CovidGrpc.Metrics.Intervals;

namespace CovidGrpc.Metrics.Segmentation.Overlap;

/// <summary>Dice and IoU of one tissue. NaN where no image has it, in truth or prediction.</summary>
public sealed record TissueOverlapReport
{
    /// <summary>The tissue's name.</summary>
    public required string Name { get; init; }

    /// <summary>Images that have it in truth or prediction, and so a value.</summary>
    public required int DefinedImages { get; init; }

    /// <summary>Images that have it in neither: 0/0, left out of the means.</summary>
    public required int EmptyImages { get; init; }

    /// <summary>Twice the common pixels over the sum of both, mean over images.</summary>
    public required Estimate Dice { get; init; }

    /// <summary>Common pixels over pixels in either, mean over images.</summary>
    public required Estimate IntersectionOverUnion { get; init; }

    /// <summary>Dice of the pixels of all images together.</summary>
    public required Estimate PooledDice { get; init; }

    /// <summary>IoU of the pixels of all images together.</summary>
    public required Estimate PooledIntersectionOverUnion { get; init; }
}
