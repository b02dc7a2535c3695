using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using CsvHelper;

namespace CovidGrpc.Metrics.Classification.Files;

/// <summary>
/// Predictions as CSV with a header: <c>id, patient, truth, control, common_pneumonia, covid19</c>, in any order and among others. The truth is a
/// class's name, the last three are probabilities; all three are empty where the network gave no class. <c>patient</c> may be empty.
/// </summary>
public static class PredictionFile
{
    private const string Id = "id";
    private const string Patient = "patient";
    private const string Truth = "truth";

    /// <summary>The columns in the order in which they are written.</summary>
    public static IReadOnlyList<string> Columns { get; } = [Id, Patient, Truth, .. CaseClasses.Names];

    private static CsvReaderOptions Reading { get; } = new()
    {
        Separator = ',',
        TrimWhitespace = true,
        AllowLineBreaksInQuotes = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        MaxRecordSize = PredictionFileLimits.LineBytes,
        TrackLineNumbers = true,
        IncludeValuesInExceptions = false,
    };

    /// <summary>Reads a file line by line.</summary>
    /// <param name="stream">The file; stays open.</param>
    /// <exception cref="MetricsFileException">A column is absent, or a line cannot be used; names line and column, never what stands there.</exception>
    public static IEnumerable<PredictionRow> Read(Stream stream)
    {
        using var csv = CsvReader.Create(stream, Reading, leaveOpen: true);
        var places = FindColumns(HeaderOf(csv));
        var seen = new HashSet<UInt128>();
        while (TryRead(csv))
        {
            var row = ReadRow(csv, places);
            if (!seen.Add(Digest(csv.GetSpan(places[Id]))))
                throw Wrong(csv, Id, "the id stands on an earlier line too");
            if (seen.Count > PredictionFileLimits.Rows)
                throw Wrong(csv, Id, $"more than {PredictionFileLimits.Rows} lines");
            yield return row;
        }
    }

    /// <summary>Writes a file line by line.</summary>
    /// <param name="stream">The file; stays open.</param>
    /// <param name="rows">The lines.</param>
    public static void Write(Stream stream, IEnumerable<PredictionRow> rows)
    {
        using var csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteRecord([.. Columns]);
        foreach (var row in rows)
        {
            csv.WriteField(row.Id);
            csv.WriteField(row.Patient);
            csv.WriteField(row.Truth.Name());
            foreach (var each in CaseClasses.All)
                csv.WriteField(row.Prediction?[each]);
            csv.EndRecord();
        }
    }

    private static string[] HeaderOf(CsvReader csv)
    {
        try
        {
            csv.ReadHeader();
            return [.. csv.Headers];
        }
        catch (Exception e) when (e is CsvFormatException or InvalidOperationException)
        {
            throw new MetricsFileException("line 1", "no valid CSV", e);
        }
    }

    private static bool TryRead(CsvReader csv)
    {
        try
        {
            return csv.Read();
        }
        catch (CsvFormatException damage)
        {
            throw new MetricsFileException(
                $"line {damage.LineNumber}",
                $"no valid CSV: it has another number of fields than the header, a quote that is not closed or stands within a field, or more than {PredictionFileLimits.LineBytes} bytes",
                damage);
        }
    }

    private static Dictionary<string, int> FindColumns(string[] header)
    {
        var places = new Dictionary<string, int>();
        foreach (var column in Columns)
        {
            var place = Array.IndexOf(header, column);
            if (place < 0)
                throw new MetricsFileException("line 1", $"the column {column} is absent; needed are {string.Join(", ", Columns)}");
            if (Array.LastIndexOf(header, column) != place)
                throw new MetricsFileException("line 1", $"the column {column} stands twice");
            places.Add(column, place);
        }

        return places;
    }

    private static PredictionRow ReadRow(CsvReader csv, Dictionary<string, int> places)
    {
        var id = csv.GetString(places[Id]);
        if (id.Length == 0)
            throw Wrong(csv, Id, "it is empty");
        var truth = csv.GetString(places[Truth]);
        var known = CaseClasses.All.Where(each => each.Name() == truth).Select(each => (CaseClass?)each).SingleOrDefault();
        if (known is not { } @class)
            throw Wrong(csv, Truth, $"it must be {string.Join(", ", CaseClasses.Names.SkipLast(1))} or {CaseClasses.Names[^1]}");
        var patient = csv.GetString(places[Patient]);
        return new(id, patient.Length == 0 ? null : patient, @class, ReadPrediction(csv, places));
    }

    private static ClassProbabilities? ReadPrediction(CsvReader csv, Dictionary<string, int> places)
    {
        if (CaseClasses.Names.All(name => csv.IsEmpty(places[name])))
            return null;
        var prediction = new ClassProbabilities(Probability(csv, places, 0), Probability(csv, places, 1), Probability(csv, places, 2));
        return prediction.IsValid ? prediction : throw Wrong(csv, string.Join(", ", CaseClasses.Names), "the three must add up to 1");
    }

    private static double Probability(CsvReader csv, Dictionary<string, int> places, int index)
    {
        var column = CaseClasses.Names[index];
        return double.TryParse(csv.GetSpan(places[column]), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
            ? value
            : throw Wrong(csv, column, "it must be a number of 0 to 1, with a point for decimals; only all three may be empty, where there is no answer");
    }

    private static MetricsFileException Wrong(CsvReader csv, string column, string problem) => new($"line {csv.LineNumber}, column {column}", problem);

    /// <summary>Sixteen bytes stand for an id of any length.</summary>
    private static UInt128 Digest(ReadOnlySpan<byte> id)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(id, digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
