using static TorchSharp.torch;

namespace CovidGrpc.Vision.OneShot;

/// <summary>What the classification network computed of N sequences.</summary>
/// <param name="Logits">[N, 3].</param>
/// <param name="AttentionPositive">[N, 16].</param>
/// <param name="AttentionNegative">[N, 16].</param>
internal sealed record ClassificationResult(Tensor Logits, Tensor AttentionPositive, Tensor AttentionNegative);
