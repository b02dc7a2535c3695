using CovidGrpc.Training.Learning;

namespace CovidGrpc.Training.Configuration;

/// <summary>How detection and classification learn. The defaults are the authors'.</summary>
internal sealed record RecipeConfig
{
    private static readonly RecipeSettings Authors = new();

    /// <summary>Slices of each kind in an iteration, 1 to 256. The one-shot recipe takes a step for each, as the authors; the others one step for all.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Iterations at the start that leave the classification step out.</summary>
    public long SegmentationOnly { get; init; }

    /// <summary>An anchor stands for an instance from this IoU on.</summary>
    public double PositiveAnchorIou { get; init; } = Authors.PositiveAnchorIou;

    /// <summary>An anchor stands for background below this IoU.</summary>
    public double NegativeAnchorIou { get; init; } = Authors.NegativeAnchorIou;

    /// <summary>A RoI stands for an instance from this IoU on.</summary>
    public double PositiveRoiIou { get; init; } = Authors.PositiveRoiIou;

    /// <summary>A RoI stands for background below this IoU.</summary>
    public double NegativeRoiIou { get; init; } = Authors.NegativeRoiIou;

    /// <summary>Anchors learned from in each step.</summary>
    public int AnchorSampleSize { get; init; } = Authors.AnchorSampleSize;

    /// <summary>At most so many of them positive.</summary>
    public int MostPositiveAnchors { get; init; } = Authors.MostPositiveAnchors;

    /// <summary>RoIs learned from in each step.</summary>
    public int RoiSampleSize { get; init; } = Authors.RoiSampleSize;

    /// <summary>At most so many of them positive.</summary>
    public int MostPositiveRois { get; init; } = Authors.MostPositiveRois;

    /// <summary>Whether instances take turns when positive anchors and RoIs are drawn; otherwise large ones, with more of them, are learned from more.</summary>
    public bool InstancesTakeTurns { get; init; } = Authors.InstancesTakeTurns;

    /// <summary>When the detection branch's weights are copied to the classification branch.</summary>
    public WeightCopyRule CopyRule { get; init; } = Authors.CopyRule;

    /// <summary>Whether the backbone learns from classification steps too; otherwise they are quick, and leave what finds objects alone.</summary>
    public bool BackboneLearnsClass { get; init; } = Authors.BackboneLearnsClass;

    /// <summary>Whether backbone and proposal network learn from segmentation steps; otherwise the detection branch alone does, and the class stays.</summary>
    public bool BackboneLearnsSegmentation { get; init; } = Authors.BackboneLearnsSegmentation;

    /// <summary>Whether the convolution without twin in the classification branch is trained; the authors leave it random.</summary>
    public bool TrainsReduction { get; init; } = Authors.TrainsReduction;

    /// <summary>The settings of the one-shot recipe; Mask R-CNN takes its part of them.</summary>
    internal RecipeSettings Settings(OptimiserConfig optimiser)
    {
        return new()
        {
            LearningRate = optimiser.LearningRate,
            WeightDecay = optimiser.WeightDecay,
            PositiveAnchorIou = PositiveAnchorIou,
            NegativeAnchorIou = NegativeAnchorIou,
            PositiveRoiIou = PositiveRoiIou,
            NegativeRoiIou = NegativeRoiIou,
            AnchorSampleSize = AnchorSampleSize,
            MostPositiveAnchors = MostPositiveAnchors,
            RoiSampleSize = RoiSampleSize,
            MostPositiveRois = MostPositiveRois,
            InstancesTakeTurns = InstancesTakeTurns,
            CopyRule = CopyRule,
            BackboneLearnsClass = BackboneLearnsClass,
            BackboneLearnsSegmentation = BackboneLearnsSegmentation,
            TrainsReduction = TrainsReduction,
        };
    }

    internal IEnumerable<string> Errors()
    {
        if (BatchSize is < 1 or > 256)
            yield return "recipe.batch_size must be 1 to 256";
        if (SegmentationOnly is < 0 or > 10_000_000)
            yield return "recipe.segmentation_only must be 0 to 10000000";
        if (!(NegativeAnchorIou > 0 && NegativeAnchorIou <= PositiveAnchorIou && PositiveAnchorIou < 1))
            yield return "recipe: 0 < negative_anchor_iou <= positive_anchor_iou < 1 must hold";
        if (!(NegativeRoiIou > 0 && NegativeRoiIou <= PositiveRoiIou && PositiveRoiIou < 1))
            yield return "recipe: 0 < negative_roi_iou <= positive_roi_iou < 1 must hold";
        foreach (var (name, value) in ((string, int)[])
            [
                ("anchor_sample_size", AnchorSampleSize), ("most_positive_anchors", MostPositiveAnchors),
                ("roi_sample_size", RoiSampleSize), ("most_positive_rois", MostPositiveRois),
            ])
        {
            if (value is < 1 or > 4096)
                yield return $"recipe.{name} must be 1 to 4096";
        }
    }
}
