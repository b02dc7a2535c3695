using CovidGrpc.Training.Learning;
using static TorchSharp.torch;

namespace CovidGrpc.Training.OneShot;

/// <summary>
/// Copies the detection branch's layers to their twins in the classification branch, which learns its boxes in no other way. What has no twin
/// there, the mask logits and <c>conv_reduce</c>, stays.
/// </summary>
internal sealed class WeightCopy(OneShotNetwork network, WeightCopyRule rule)
{
    private const string TwinSuffix = "_s2";

    private readonly (Tensor Source, Tensor Twin)[] _pairs = [.. network.Parameters
        .Where(entry => entry.Key.Contains(TwinSuffix, StringComparison.Ordinal))
        .Select(entry => (Twin: entry.Value, Source: network.Parameters.GetValueOrDefault(entry.Key.Replace(TwinSuffix, "", StringComparison.Ordinal))))
        .Where(pair => pair.Source is not null)
        .Select(pair => ((Tensor)pair.Source!, (Tensor)pair.Twin))];

    /// <summary>A total loss below this is better. The authors' first value, with which any first step is.</summary>
    internal float Threshold { get; set; } = 1000;

    /// <summary>Copies when the rule says so of a step's total loss; true when it did.</summary>
    internal bool Consider(float totalLoss)
    {
        var isBetter = totalLoss < Threshold;
        if (isBetter || rule == WeightCopyRule.BetterThanLast)
            Threshold = totalLoss;
        if (!isBetter || rule == WeightCopyRule.Never)
            return false;
        using var constant = no_grad();
        foreach (var (source, twin) in _pairs)
            twin.copy_(source);
        return true;
    }
}
