using System.Text.Json.Serialization;

namespace CovidGrpc.Training.Data;

/// <summary>What a slice is for.</summary>
internal enum SplitPart
{
    /// <summary>To learn from.</summary>
    [JsonStringEnumMemberName("training")]
    Training,

    /// <summary>To choose the best weights by.</summary>
    [JsonStringEnumMemberName("validation")]
    Validation,

    /// <summary>To report on, once.</summary>
    [JsonStringEnumMemberName("test")]
    Test,

    /// <summary>
    /// Held back of patients that are learned from: tells how well the network knows these patients, and is reported apart from figures on others.
    /// </summary>
    [JsonStringEnumMemberName("seen_patients")]
    SeenPatients,
}
