namespace CovidGrpc.Vision.Importing;

/// <summary>What stands in the root of a checkpoint.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Text">What it is, and its value where that is short: <c>dictionary of 2 entries</c>, <c>"10"</c>, <c>object of models.net.Anchors</c>.</param>
public sealed record RootEntry(string Name, string Text);
