using CsvHelper;

namespace CovidGrpc.Training.Data;

/// <summary>A table with a header, as data sets describe their slices or patients.</summary>
internal static class CsvTable
{
    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
    };

    /// <summary>Its rows, at least one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="required">Columns that it must have.</param>
    /// <exception cref="DataSetException">The file cannot be read, is no table, has no rows or lacks a column.</exception>
    internal static IReadOnlyList<TableRow> Read(string path, params IReadOnlyList<string> required)
    {
        try
        {
            using var reader = CsvReader.Create(DataFiles.ReadBytes(path), Options);
            string[] columns = [.. reader.Headers];
            if (required.FirstOrDefault(column => !columns.Contains(column)) is { } missing)
                throw new DataSetException($"{path} has no column {missing}.");
            var rows = new List<TableRow>();
            while (reader.Read())
            {
                var values = columns.Index().DistinctBy(column => column.Item)
                    .ToDictionary(column => column.Item, column => reader.GetString(column.Index));
                rows.Add(new($"{path}, line {reader.LineNumber}", values));
            }

            return rows.Count > 0 ? rows : throw new DataSetException($"{path} has no rows.");
        }
        catch (CsvFormatException exception)
        {
            throw new DataSetException($"{path}, line {exception.LineNumber}, is no row of the table: {exception.Message}", exception);
        }
    }
}
