namespace CovidGrpc.Vision;

/// <summary>What classification says about one slice. Arrays of three follow <see cref="DiagnosticClass"/>.</summary>
/// <param name="Logits">[3]; the network's; of the one-shot model, positive minus negative head.</param>
/// <param name="Probabilities">[3]; softmax(logits / temperature). Whether they are calibrated stands in the manifest.</param>
/// <param name="AttentionPositive">[16]; weights of the regions in the positive branch, sum 1; empty of a network without regions.</param>
/// <param name="AttentionNegative">[16]; weights of the regions in the negative branch, sum 1; empty of a network without regions.</param>
public sealed record SliceClassification(float[] Logits, float[] Probabilities, float[] AttentionPositive, float[] AttentionNegative);
