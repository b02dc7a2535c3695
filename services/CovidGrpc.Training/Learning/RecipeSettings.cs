using CovidGrpc.Vision.Input;

namespace CovidGrpc.Training.Learning;

/// <summary>How detection and classification learn. The defaults are the authors', but for an instance that no anchor touches.</summary>
internal sealed record RecipeSettings
{
    /// <summary>Of Adam.</summary>
    internal double LearningRate { get; init; } = 1e-5;

    /// <summary>Of Adam: this times the weight is added to its gradient (L2).</summary>
    internal double WeightDecay { get; init; } = 1e-3;

    /// <summary>Side of the image that a one-shot network learns from; it is served at 512, so anything else is for trials.</summary>
    internal int ImageSide { get; init; } = ImageGeometry.Side;

    /// <summary>An anchor stands for an instance when their IoU is at least this.</summary>
    internal double PositiveAnchorIou { get; init; } = 0.7;

    /// <summary>An anchor stands for background when its best IoU is below this.</summary>
    internal double NegativeAnchorIou { get; init; } = 0.3;

    /// <summary>A RoI stands for an instance when their IoU is at least this.</summary>
    internal double PositiveRoiIou { get; init; } = 0.75;

    /// <summary>A RoI stands for background when its best IoU is below this.</summary>
    internal double NegativeRoiIou { get; init; } = 0.5;

    /// <summary>Anchors of a slice that are learned from.</summary>
    internal int AnchorSampleSize { get; init; } = 256;

    /// <summary>At most this many of them positive.</summary>
    internal int MostPositiveAnchors { get; init; } = 192;

    /// <summary>RoIs of a slice that are learned from.</summary>
    internal int RoiSampleSize { get; init; } = 256;

    /// <summary>At most this many of them positive.</summary>
    internal int MostPositiveRois { get; init; } = 128;

    /// <summary>Whether instances take turns when positive anchors and RoIs are drawn.</summary>
    internal bool InstancesTakeTurns { get; init; }

    /// <summary>When weights go to the classification branch.</summary>
    internal WeightCopyRule CopyRule { get; init; } = WeightCopyRule.BetterThanLast;

    /// <summary>Whether the backbone learns from classification steps too, as the authors'. Otherwise they cost a third, and leave what finds objects alone.</summary>
    internal bool BackboneLearnsClass { get; init; } = true;

    /// <summary>
    /// Whether backbone and proposal network learn from segmentation steps, as the authors'. Otherwise the detection branch alone does, and what
    /// the class rests on stays as it is.
    /// </summary>
    internal bool BackboneLearnsSegmentation { get; init; } = true;

    /// <summary>Whether the classification step trains <c>mask_predictor_s2.conv_reduce</c>, which the authors leave at its initial values.</summary>
    internal bool TrainsReduction { get; init; }

    /// <summary>Whether an instance that no anchor touches turns all anchors that touch nothing positive, as the authors': their loss is then infinite.</summary>
    internal bool MatchesUncovered { get; init; }
}
