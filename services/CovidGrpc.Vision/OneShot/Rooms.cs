namespace CovidGrpc.Vision.OneShot;

/// <summary>Which room of a one-shot model reads which tensor: classification the LSTMs and what follows them, segmentation all others.</summary>
internal static class Rooms
{
    /// <summary>The module that both rooms have a part of.</summary>
    internal const string AttentionLayer = "attn_layer";

    private static readonly string[] OfClassification =
        [$"{AttentionLayer}.lstm_", $"{AttentionLayer}.final_linear_", "pos_classifier_attn.", "neg_classifier_attn."];

    internal static bool IsOfClassification(string tensor)
    {
        return OfClassification.Any(prefix => tensor.StartsWith(prefix, StringComparison.Ordinal));
    }

    internal static bool IsOfSegmentation(string tensor)
    {
        return !IsOfClassification(tensor);
    }
}
