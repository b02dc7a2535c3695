namespace CovidGrpc.Reports.Tables;

/// <summary>A table as text, for a terminal or a page.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Names of its columns; the first holds what a row is of.</param>
/// <param name="Rows">Its rows, as many cells each as there are columns.</param>
/// <param name="Remarks">What a reader must know beside it.</param>
public sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Remarks);
