using System.Text.Json.Serialization;

namespace CovidGrpc.Vision.Layers;

/// <summary>Where batch norm takes mean and variance from at inference.</summary>
public enum BatchNormMode
{
    /// <summary>From training, as stored with the weights.</summary>
    [JsonStringEnumMemberName("running_statistics")]
    RunningStatistics,

    /// <summary>
    /// From the one image in the backbone and from its 16 RoIs in the attention layer, biased variance. So the authors evaluate.
    /// Computed image by image in any batch.
    /// </summary>
    [JsonStringEnumMemberName("batch_statistics")]
    BatchStatistics,
}
