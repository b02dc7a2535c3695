namespace CovidGrpc.Metrics.Segmentation;

/// <summary>A kind of object.</summary>
/// <param name="Id">Its number in truth and predictions.</param>
/// <param name="Name">Its name in reports.</param>
public sealed record ObjectCategory(int Id, string Name);
