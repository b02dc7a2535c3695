using System.Text.Json.Serialization;

namespace CovidGrpc.Training.Learning;

/// <summary>When the detection branch's weights are copied to the classification branch.</summary>
internal enum WeightCopyRule
{
    /// <summary>Never.</summary>
    [JsonStringEnumMemberName("never")]
    Never,

    /// <summary>When the step's total loss is below that of the step before, as the authors.</summary>
    [JsonStringEnumMemberName("better_than_last")]
    BetterThanLast,

    /// <summary>When the step's total loss is below that of every step before.</summary>
    [JsonStringEnumMemberName("better_than_best")]
    BetterThanBest,
}
