namespace CovidGrpc.Training.OneShot;

/// <summary>What a classification step computed of a slice.</summary>
/// <param name="Loss">Before the step.</param>
/// <param name="Logits">Of the classes, before the step.</param>
internal sealed record ClassificationOutcome(float Loss, IReadOnlyList<float> Logits);
