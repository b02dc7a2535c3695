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
    private const int Candidates = 48;

    private readonly SliceRenderer _renderer;
    private readonly ImageGrid _grid;
    private readonly double _lungHeight;

    private ChestPhantom(PhantomOptions options)
    {
        Options = options;
        var physique = Physique.Draw(SeededRandom.Fork(options.Seed, PatientStream));
        _lungHeight = physique.LungHeight;
        Body = new Body(physique);
        var trees = new PulmonaryTrees(Body, SeededRandom.Fork(options.Seed, TreeStream));
        var lesions = LesionPlan.Draw(options.Class, Body, SeededRandom.Fork(options.Seed, DiseaseStream));
        var skin = Body.Thorax.SkinAt(0.4 * _lungHeight);
        Protocol = ScanProtocol.Draw(
            SeededRandom.Fork(options.Seed, ScanStream), skin.HalfWidth, skin.CentreY + 0.5 * (skin.Posterior - skin.Anterior));
        _grid = ImageGrid.Of(options, Protocol);
        _renderer = new SliceRenderer(Body, trees, lesions, Protocol, _grid, options.SliceThicknessMm, options.Seed);
    }

    /// <summary>What determines this phantom.</summary>
    public PhantomOptions Options { get; }

    /// <summary>Patient z in mm of the lowest place of the lungs.</summary>
    public double LowestLungZ => 0;

    /// <summary>Patient z in mm of the lungs' apices.</summary>
    public double HighestLungZ => _lungHeight;

    internal Body Body { get; }

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
        if (!(z >= -_lungHeight && z <= 2 * _lungHeight))
            throw new ArgumentOutOfRangeException(nameof(z), z, $"The slice must lie between {-_lungHeight} and {2 * _lungHeight} mm.");
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
        double spacing = _lungHeight / (count - 1);
        return [.. Enumerable.Range(0, count).Select(i => i * spacing)];
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
        int step = Math.Max(1, Math.Min(_grid.Rows, _grid.Columns) / 96);
        var counts = Enumerable.Range(1, Candidates - 1)
            .Select(i => i * _lungHeight / Candidates)
            .Select(z => (Z: z, Counts: _renderer.CountLabels(z, step)))
            .ToArray();
        // Of slices without lesion, those through the hila say most.
        return Options.Class == PhantomClass.Control
            ? counts.Where(slice => slice.Z > 0.42 * _lungHeight && slice.Z < 0.62 * _lungHeight).MaxBy(slice => slice.Counts.Lung).Z
            : counts.MaxBy(slice => slice.Counts.Lesion).Z;
    }
}
