using CovidGrpc.Dicom;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Data;

/// <summary>
/// CT series in DICOM with a table <c>manifest.csv</c> beside their folders: <c>patient</c> (name of the folder, which may lie in one named by the
/// class), <c>file</c>, <c>patient_class</c> (control, common_pneumonia or covid19) and <c>slice_shows_infection</c> (0 or 1). Other columns are
/// not read. A slice has its patient's class. Slices are ordered along the normal of the image, for axial slices from the feet to the head: neither
/// file names nor instance numbers need follow the anatomy.
/// </summary>
internal sealed class DicomSeriesFolder : ISliceSource
{
    private const string Manifest = "manifest.csv";
    private const string Patient = "patient";
    private const string FileName = "file";
    private const string PatientClass = "patient_class";
    private const string ShowsInfection = "slice_shows_infection";

    // Cosine of half a degree: tables are tilted by more.
    private const double SameDirection = 0.99996;

    private readonly DicomSeriesOptions _options;

    /// <summary>Lists the series; every file is opened for its position.</summary>
    /// <param name="folder">Holds the table.</param>
    /// <param name="options">What is taken.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="DataSetException">
    /// The table is of another kind, gives a patient two classes or names a file twice or one that is not there; or a file is no DICOM, tells no
    /// position, or lies across the others of its patient.
    /// </exception>
    internal DicomSeriesFolder(string folder, DicomSeriesOptions options, CancellationToken cancellation = default)
    {
        _options = options;
        var table = Path.Combine(folder, Manifest);
        var rows = CsvTable.Read(table, Patient, FileName, PatientClass, ShowsInfection);
        if (rows.CountBy(row => (row[Patient], row[FileName])).FirstOrDefault(count => count.Value > 1) is { Value: > 1 } twice)
            throw new DataSetException($"{table} names {twice.Key.Item2} of {twice.Key.Item1} twice.");
        Entries =
        [
            .. rows.GroupBy(row => row[Patient]).OrderBy(series => series.Key, StringComparer.Ordinal)
                .SelectMany(series => Series(folder, series.Key, [.. series], cancellation)),
        ];
    }

    public string Name => _options.Name;

    public bool ArePatientsKnown => true;

    public IReadOnlyList<SliceEntry> Entries { get; }

    public LabelledSlice Load(SliceEntry entry, CancellationToken cancellation) => DataFiles.LoadClassified(Name, entry, cancellation);

    private IEnumerable<SliceEntry> Series(string folder, string patient, IReadOnlyList<TableRow> rows, CancellationToken cancellation)
    {
        var names = rows.Select(row => row[PatientClass]).Distinct().ToArray();
        if (names is not [var name])
            throw new DataSetException($"{rows[0].Origin}: {patient} has several classes: {string.Join(", ", names)}.");
        var label = ClassNames.Parse(name, rows[0].Origin);
        var home = DataFiles.Below(folder, rows[0].Origin, patient);
        if (!Directory.Exists(home))
            home = DataFiles.Below(folder, rows[0].Origin, name, patient);

        var slices = rows
            .Where(row => Shows(row) || label == DiagnosticClass.Control || !_options.OnlyInfected)
            .Select(row => Locate(DataFiles.Below(home, row.Origin, row[FileName]), cancellation))
            .ToArray();
        if (slices.FirstOrDefault(slice => slice.Normal.Dot(slices[0].Normal) < SameDirection) is { Path: { } across })
            throw new DataSetException($"{across} lies across {slices[0].Path}: they are no series.");
        return slices
            .OrderBy(slice => slice.Position.Dot(slices[0].Normal))
            .ThenBy(slice => slice.Path, StringComparer.Ordinal)
            .Select(slice => new SliceEntry($"{patient}/{Path.GetFileNameWithoutExtension(slice.Path)}", slice.Path, patient, label));
    }

    private static bool Shows(TableRow row) => row[ShowsInfection] switch
    {
        "0" => false,
        "1" => true,
        _ => throw new DataSetException($"{row.Origin}: {ShowsInfection} should be 0 or 1."),
    };

    private static (string Path, PatientVector Position, PatientVector Normal) Locate(string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var dataset = DicomFile.Read(DataFiles.ReadBytes(path)).Dataset;
            if (dataset.GetDecimals(DicomTag.ImagePositionPatient) is not [var x, var y, var z]
                || dataset.GetDecimals(DicomTag.ImageOrientationPatient) is not [var rx, var ry, var rz, var cx, var cy, var cz])
            {
                throw new DataSetException($"{path} does not tell where it lies: it has no position or no orientation.");
            }

            return (path, new(x, y, z), new ImageOrientation(new(rx, ry, rz), new(cx, cy, cz)).Normal);
        }
        catch (DicomException exception)
        {
            throw new DataSetException($"{path}: {exception.Message}", exception);
        }
    }
}
