namespace CovidGrpc.Training.OneShot;

/// <summary>How a one-shot model is trained. The defaults are the authors', but for an instance that no anchor touches.</summary>
internal sealed record OneShotTrainingSettings
{
    /// <summary>Of Adam.</summary>
    internal double LearningRate { get; init; } = 1e-5;

    /// <summary>Of Adam: this times the weight is added to its gradient (L2).</summary>
    internal double WeightDecay { get; init; } = 1e-3;

    /// <summary>Anchors of a slice that are learned from.</summary>
    internal int AnchorSampleSize { get; init; } = 256;

    /// <summary>At most this many of them positive.</summary>
    internal int MostPositiveAnchors { get; init; } = 192;

    /// <summary>RoIs of a slice that are learned from.</summary>
    internal int RoiSampleSize { get; init; } = 256;

    /// <summary>At most this many of them positive.</summary>
    internal int MostPositiveRois { get; init; } = 128;

    /// <summary>When weights go to the classification branch.</summary>
    internal WeightCopyRule CopyRule { get; init; } = WeightCopyRule.BetterThanLast;

    /// <summary>Whether the classification step trains <c>mask_predictor_s2.conv_reduce</c>, which the authors leave at its initial values.</summary>
    internal bool TrainsReduction { get; init; }

    /// <summary>Whether an instance that no anchor touches turns all anchors that touch nothing positive, as the authors': their loss is then infinite.</summary>
    internal bool MatchesUncovered { get; init; }
}
