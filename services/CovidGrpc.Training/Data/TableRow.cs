namespace CovidGrpc.Training.Data;

/// <summary>A row of a table.</summary>
/// <param name="Origin">File and line, for refusals.</param>
/// <param name="Values">By the name of the column.</param>
internal sealed record TableRow(string Origin, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>A value of a column that the table has.</summary>
    internal string this[string column] => Values[column];
}
