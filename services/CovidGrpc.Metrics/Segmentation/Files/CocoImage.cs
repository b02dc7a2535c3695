namespace CovidGrpc.Metrics.Segmentation.Files;

/// <summary>An image of a COCO truth file.</summary>
/// <param name="Id">Its number.</param>
/// <param name="FileName">Its file; null where the truth file names none.</param>
/// <param name="Rows">Height in pixels.</param>
/// <param name="Columns">Width in pixels.</param>
/// <param name="Objects">The objects that are there, in the order of the file.</param>
public sealed record CocoImage(long Id, string? FileName, int Rows, int Columns, IReadOnlyList<TruthObject> Objects);
