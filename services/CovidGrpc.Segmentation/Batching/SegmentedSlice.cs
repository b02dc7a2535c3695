using CovidGrpc.Vision;

namespace CovidGrpc.Segmentation.Batching;

/// <summary>What the network found, and how long the slice had waited for its run.</summary>
internal sealed record SegmentedSlice(SliceFeatures Features, TimeSpan Waited);
