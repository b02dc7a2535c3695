namespace CovidGrpc.Metrics.Intervals;

/// <summary>A measure under the one name that it has in contracts, files and tables.</summary>
/// <param name="Name">As <c>sensitivity/covid19</c>, <c>authors/ap50</c>, <c>coco/segm/ap50</c> or <c>dice/lung</c>.</param>
/// <param name="Estimate">Its value and interval.</param>
public sealed record NamedMeasure(string Name, Estimate Estimate);
