using CovidGrpc.Training.Phantoms.Anatomy;
using CovidGrpc.Training.Phantoms.Disease;
using CovidGrpc.Training.Phantoms.Numerics;
using CovidGrpc.Training.Phantoms.Scanner;

namespace CovidGrpc.Training.Phantoms;

/// <summary>
/// A synthetic chest CT: a patient made of implicit surfaces and branching trees in patient space, sampled slice by slice.
/// Immutable; slices may be rendered from several threads, in any order, with the same bytes.
/// </summary>
public sealed class ChestPhantom
{
    /// <summary>Most slices of a series.</summary>
    public const int MostSlices = 2000;

    private const ulong PatientStream = 1;
    private const ulong TreeStream = 2;
    private const ulong DiseaseStream = 3;
    private const ulong ScanStream = 4;
    private const int PositionDigits = 3;
    private const int SearchSteps = 48;
    private const int SearchGrid = 96;

    private readonly SliceRenderer _renderer;
    private readonly ImageGrid _grid;

    private ChestPhantom(PhantomOptions options)
    {
        Options = options;
        var physique = Physique.Draw(SeededRandom.Fork(options.Seed, PatientStream));
        LungHeightMm = physique.LungHeight;
        Body = new Body(physique);
        var trees = new PulmonaryTrees(Body, SeededRandom.Fork(options.Seed, TreeStream));
        var lesions = LesionPlan.Draw(options.Class, Body, SeededRandom.Fork(options.Seed, DiseaseStream));
        var skin = Body.Thorax.SkinAt(0.4 * LungHeightMm);
        Protocol = ScanProtocol.Draw(
            SeededRandom.Fork(options.Seed, ScanStream), skin.HalfWidth, skin.CentreY + 0.5 * (skin.Posterior - skin.Anterior));
        _grid = ImageGrid.Of(options, Protocol);
        _renderer = new SliceRenderer(Body, trees, lesions, Protocol, _grid, options.SliceThicknessMm, options.Seed);
    }

    /// <summary>What determines this phantom.</summary>
    public PhantomOptions Options { get; }

    /// <summary>The lungs reach from patient z = 0 mm up to this, in mm.</summary>
    public double LungHeightMm { get; }

    /// <summary>The number of slices that cover the lungs without gaps.</summary>
    public int GaplessSliceCount => (int)Math.Ceiling(LungHeightMm / Options.SliceThicknessMm) + 1;

    /// <summary>Name of the reconstruction kernel: PHANTOM-SMOOTH, PHANTOM-MEDIUM or PHANTOM-SHARP.</summary>
    public string KernelName => Protocol.KernelName;

    /// <summary>Tube voltage in kV.</summary>
    public double TubeVoltageKv => Protocol.TubeVoltageKv;

    internal Body Body { get; }

    private int SearchStep => Math.Max(1, Math.Min(_grid.Rows, _grid.Columns) / SearchGrid);

    internal ScanProtocol Protocol { get; }

    /// <summary>Makes the patient; slices are rendered on demand.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static ChestPhantom Create(PhantomOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new ChestPhantom(options);
    }

    /// <summary>Renders the slice at a height in mm.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The height is more than a lung's height away from the lungs.</exception>
    public PhantomSlice RenderSlice(double z)
    {
        if (!(z >= -LungHeightMm && z <= 2 * LungHeightMm))
            throw new ArgumentOutOfRangeException(nameof(z), z, $"The slice must lie between {-LungHeightMm} and {2 * LungHeightMm} mm.");
        var (hounsfieldUnits, labels) = _renderer.Render(z);
        return new PhantomSlice(
            _grid.Rows, _grid.Columns, hounsfieldUnits, labels, _grid.PixelMm, _grid.FirstX, _grid.FirstY, z, Options.SliceThicknessMm);
    }

    /// <summary>Heights in mm of evenly spaced slices from the base to the apex of the lungs, from below to above.</summary>
    /// <param name="count">How many, 1 to <see cref="MostSlices"/>; one slice alone is <see cref="RepresentativePosition"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of its range.</exception>
    public IReadOnlyList<double> SlicePositions(int count)
    {
        if (count is < 1 or > MostSlices)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"A series must have 1 to {MostSlices} slices.");
        if (count == 1)
            return [RepresentativePosition()];
        double spacing = LungHeightMm / (count - 1);
        return [.. Enumerable.Range(0, count).Select(i => Math.Round(i * spacing, PositionDigits))];
    }

    /// <summary>Renders a series of evenly spaced slices, one at a time, from below to above.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two slices.</exception>
    public IEnumerable<PhantomSlice> RenderSlices(int count, CancellationToken cancellationToken = default)
    {
        var positions = SlicePositions(count);
        return Render();

        IEnumerable<PhantomSlice> Render()
        {
            foreach (double z in positions)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return RenderSlice(z);
            }
        }
    }

    /// <summary>The height in mm of the slice to show when one must do: most lesion, or most lung where there is no lesion.</summary>
    public double RepresentativePosition()
    {
        var counts = Enumerable.Range(1, SearchSteps - 1)
            .Select(i => Math.Round(i * LungHeightMm / SearchSteps, PositionDigits))
            .Select(z => (Z: z, Counts: _renderer.CountLabels(z, SearchStep)))
            .ToArray();
        // Of slices without lesion, those through the hila say most.
        return Options.Class == PhantomClass.Control
            ? counts.Where(slice => slice.Z > 0.42 * LungHeightMm && slice.Z < 0.62 * LungHeightMm).MaxBy(slice => slice.Counts.Lung).Z
            : counts.MaxBy(slice => slice.Counts.Lesion).Z;
    }
    /// <summary>The shares of a slice's pixels that are lung, lesions included, and that are lesion, from every few pixels.</summary>
    /// <param name="z">Height of the slice in mm.</param>
    internal (double Lung, double Lesion) CoverageAt(double z)
    {
        int step = SearchStep;
        var (lung, lesion) = _renderer.CountLabels(z, step);
        double pixels = (double)((_grid.Rows + step - 1) / step) * ((_grid.Columns + step - 1) / step);
        return (lung / pixels, lesion / pixels);
    }
}
