namespace CovidGrpc.Vision;

/// <summary>How long each stage took for the batch that the slice was computed in.</summary>
/// <param name="Input">Normalisation, resize and transfer to the device.</param>
/// <param name="Backbone">Backbone and feature pyramid.</param>
/// <param name="Proposals">Region proposal network.</param>
/// <param name="Sequence">Classification branch up to the RoI sequence; zero of an architecture that makes none.</param>
/// <param name="Findings">Detection branch, masks and their run-length encoding; next to nothing when skipped.</param>
public sealed record StageTimings(TimeSpan Input, TimeSpan Backbone, TimeSpan Proposals, TimeSpan Sequence, TimeSpan Findings);
