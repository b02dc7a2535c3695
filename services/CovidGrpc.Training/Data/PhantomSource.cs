using CovidGrpc.Imaging;
using CovidGrpc.Training.Phantoms;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Data;

/// <summary>
/// Phantoms as a data set with exact masks: each seed is a patient, classes take turns. As many patients as are asked for; a slice is rendered
/// when it is loaded.
/// </summary>
internal sealed class PhantomSource : ISliceSource
{
    private static readonly PhantomClass[] Classes = Enum.GetValues<PhantomClass>();

    private readonly Dictionary<SliceEntry, (PhantomOptions Options, double Height)> _slices = [];

    /// <param name="name">Of the data set.</param>
    /// <param name="firstSeed">Of the first patient.</param>
    /// <param name="patients">How many.</param>
    /// <param name="slicesPerPatient">Evenly spread between base and apex of the lungs, without both ends.</param>
    /// <param name="side">Rows and columns of a slice.</param>
    internal PhantomSource(string name, int firstSeed, int patients, int slicesPerPatient, int side = SliceImage.Side)
    {
        Name = name;
        var entries = new List<SliceEntry>();
        for (var i = 0; i < patients; i++)
        {
            var options = new PhantomOptions(checked(firstSeed + i), Classes[i % Classes.Length], side, side);
            for (var slice = 1; slice <= slicesPerPatient; slice++)
            {
                var entry = new SliceEntry($"{options.Seed}-{slice}", "", $"{options.Seed}", ClassOf(options.Class));
                entries.Add(entry);
                _slices.Add(entry, (options, (double)slice / (slicesPerPatient + 1)));
            }
        }

        Entries = entries;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool ArePatientsKnown => true;

    /// <inheritdoc/>
    public IReadOnlyList<SliceEntry> Entries { get; }

    /// <inheritdoc/>
    public LabelledSlice Load(SliceEntry entry, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var (options, height) = _slices[entry];
        var phantom = ChestPhantom.Create(options);
        var slice = phantom.RenderSlice(height * phantom.LungHeightMm);
        return new(Name, entry.Patient, entry.Id, Array.ConvertAll(slice.HounsfieldUnits, hu => Window.Lung.ToGrey(hu)), slice.Rows, slice.Columns)
        {
            LabelMap = slice.LabelMap,
            Coding = LabelCoding.Authors,
            Class = ClassWithin(slice, options.Class),
        };
    }

    private static DiagnosticClass ClassOf(PhantomClass phantom)
    {
        return phantom switch
        {
            PhantomClass.Control => DiagnosticClass.Control,
            PhantomClass.CommonPneumonia => DiagnosticClass.CommonPneumonia,
            PhantomClass.Covid19 => DiagnosticClass.Covid19,
            _ => throw new ArgumentOutOfRangeException(nameof(phantom)),
        };
    }

    // A slice beside the lesions shows healthy lungs, whoever it is of; one that shows less than an instance of them shows nothing clear.
    private static DiagnosticClass? ClassWithin(PhantomSlice slice, PhantomClass patient)
    {
        return (slice.Count(PhantomLabel.GroundGlass) + slice.Count(PhantomLabel.Consolidation)) switch
        {
            0 => DiagnosticClass.Control,
            <= TissueComponents.LargestIgnored => null,
            _ => ClassOf(patient),
        };
    }
}
