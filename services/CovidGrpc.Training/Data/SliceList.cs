using CovidGrpc.Vision;

namespace CovidGrpc.Training.Data;

/// <summary>
/// A text file that names slices, one a line, as the authors and COVIDx-CT publish their splits: <c>NAME</c>, <c>NAME CLASS</c> or
/// <c>NAME CLASS XMIN YMIN XMAX YMAX</c>. The box is where COVIDx-CT crops; the authors do not crop, and it is not used.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Classes">What the list says of each slice, by its name without extension; null where it gives no class.</param>
internal sealed record SliceList(string Path, IReadOnlyDictionary<string, DiagnosticClass?> Classes)
{
    /// <exception cref="DataSetException">The file cannot be read, a line is of another kind, or a slice is named twice.</exception>
    internal static SliceList Read(string path)
    {
        var classes = new Dictionary<string, DiagnosticClass?>(StringComparer.Ordinal);
        foreach (var (index, line) in DataFiles.ReadLines(path).Index())
        {
            var origin = $"{path}, line {index + 1}";
            var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 0)
                continue;
            if (fields.Length is not (1 or 2 or 6) || !fields.Skip(2).All(edge => int.TryParse(edge, out _)))
                throw new DataSetException($"{origin}: expected is NAME, NAME CLASS or NAME CLASS XMIN YMIN XMAX YMAX.");
            DiagnosticClass? named = fields.Length == 1 ? null : ClassNames.Parse(fields[1], origin);
            if (!classes.TryAdd(System.IO.Path.GetFileNameWithoutExtension(fields[0]), named))
                throw new DataSetException($"{origin}: {fields[0]} is named twice.");
        }

        return new(path, classes);
    }
}
