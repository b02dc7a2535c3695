using System.Globalization;

namespace CovidGrpc.Training.Data;

/// <summary>
/// iCTCF's scans, as published: <c>Patient N/CT/*.jpg</c>, a folder for each patient and in it one folder of slices, in the order of their names.
/// Whether a patient has COVID-19 stands in a table that is published apart. The one read here has the columns <c>pid</c> (<c>Patient N</c>),
/// <c>finding</c> (Normal, Pneumonia or COVID-19) and, if wanted, <c>slice indices</c> (which slices count, from 0 by name, <c>25:26/29</c> meaning
/// 25, 26 and 29), as COVIDx-CT publishes it. Without indices all slices of a scan get its class, those without lesion too.
/// </summary>
internal sealed class IctcfPatients : ISliceSource
{
    private const string Patient = "pid";
    private const string Finding = "finding";
    private const string Indices = "slice indices";

    /// <summary>Lists the scans of the patients in the table; others are passed over.</summary>
    /// <param name="folder">Holds the folders of the patients.</param>
    /// <param name="table">The table, CSV.</param>
    /// <exception cref="DataSetException">The table is of another kind, names a patient twice, or a patient or slice that is not there.</exception>
    internal IctcfPatients(string folder, string table)
    {
        var rows = CsvTable.Read(table, Patient, Finding);
        if (rows.CountBy(row => row[Patient]).FirstOrDefault(count => count.Value > 1) is { Key: { } twice })
            throw new DataSetException($"{table} names {twice} twice.");
        Entries = [.. rows.OrderBy(row => row[Patient], StringComparer.Ordinal).SelectMany(row => Scan(folder, row))];
    }

    public string Name => "ictcf";

    public bool ArePatientsKnown => true;

    public IReadOnlyList<SliceEntry> Entries { get; }

    public LabelledSlice Load(SliceEntry entry, CancellationToken cancellation) => DataFiles.LoadClassified(Name, entry, cancellation);

    private static IEnumerable<SliceEntry> Scan(string folder, TableRow row)
    {
        var patient = row[Patient];
        var label = ClassNames.Parse(row[Finding], row.Origin);
        var scans = DataFiles.Folders(DataFiles.Below(folder, row.Origin, patient));
        if (scans is not [var scan])
            throw new DataSetException($"{row.Origin}: the folder of {patient} should hold one folder of slices, and holds {scans.Count}.");
        var images = DataFiles.Images(scan.FullName);
        return Chosen(row, images.Count)
            .Select(index => new SliceEntry($"{patient}/{Path.GetFileNameWithoutExtension(images[index])}", images[index], patient, label));
    }

    private static IEnumerable<int> Chosen(TableRow row, int count)
    {
        if (!row.Values.TryGetValue(Indices, out var text) || text.Length == 0)
            return Enumerable.Range(0, count);
        return text.Split('/').SelectMany(span => Span(span, row, count)).Distinct().Order();
    }

    private static IEnumerable<int> Span(string text, TableRow row, int count)
    {
        var ends = text.Split(':').Select(end => int.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).ToArray();
        var (first, last) = (ends[0], ends[^1]);
        if (ends.Length > 2 || first < 0 || last < first)
            throw new DataSetException($"{row.Origin}: {text} is no slice (29) and no range of slices (25:26).");
        if (last >= count)
            throw new DataSetException($"{row.Origin}: slice {last} is named, and the scan has {count}, counted from 0.");
        return Enumerable.Range(first, last - first + 1);
    }
}
