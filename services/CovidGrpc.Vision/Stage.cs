namespace CovidGrpc.Vision;

/// <summary>The stages of segmentation, in order.</summary>
internal enum Stage
{
    Input,
    Backbone,
    Proposals,
    Sequence,
    Findings,
}
