using System.Globalization;
using CovidGrpc.Training.Phantoms;
using CovidGrpc.Training.Phantoms.Numerics;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Data;

/// <summary>
/// Phantoms as a data set without end, with exact masks and as many of each class: each slice is of another phantom. A slice lies where there is
/// lung, and in a sick phantom where there is a lesion, as the authors' slices for classification do. What an index gives depends on the
/// options alone, on any machine; slices may be made from several threads.
/// </summary>
internal sealed class PhantomSource
{
    /// <summary>Name of the data set.</summary>
    internal const string Name = "phantom";

    private const ulong OrderStream = 0x6F72646572;
    private const ulong SliceStream = 0x736C696365;
    private const int MostTries = 32;
    private const int PositionDigits = 3;

    // Of a slice's pixels: at 512 × 512, lungs of 5,243 pixels and lesions of 525.
    private const double LeastLung = 0.02;
    private const double LeastLesion = 0.002;

    private static readonly PhantomClass[] Classes = Enum.GetValues<PhantomClass>();

    private readonly PhantomSourceOptions _options;

    /// <summary>Nothing is rendered yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    internal PhantomSource(PhantomSourceOptions options)
    {
        _options = options;
        PhantomAt(0).Validate();
    }

    /// <summary>The phantom of a slice. Indices of one set never give the same seed; of three that follow from 0, 3, 6, ..., one is of each class.</summary>
    /// <param name="index">0 or more.</param>
    internal PhantomOptions PhantomAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var place = unchecked((uint)_options.Seed + (uint)index);
        var seed = unchecked((int)((place << 1) | (_options.IsHeldBack ? 0u : 1u)));
        var (block, position) = Math.DivRem(index, Classes.Length);
        var first = SeededRandom.Fork(_options.Seed, OrderStream ^ SeededRandom.Mix((ulong)block)).Integer(0, Classes.Length - 1);
        return new(seed, Classes[(first + position) % Classes.Length], _options.Side, _options.Side, _options.SliceThicknessMm);
    }

    /// <summary>Makes the phantom and renders its slice.</summary>
    /// <param name="index">0 or more.</param>
    /// <param name="cancellation">Stops between the steps.</param>
    internal LabelledSlice Load(int index, CancellationToken cancellation)
    {
        var options = PhantomAt(index);
        var phantom = ChestPhantom.Create(options);
        cancellation.ThrowIfCancellationRequested();
        var z = Position(phantom);
        cancellation.ThrowIfCancellationRequested();
        var slice = phantom.RenderSlice(z);
        var patient = string.Create(CultureInfo.InvariantCulture, $"{options.Seed}");
        return new(Name, patient, string.Create(CultureInfo.InvariantCulture, $"{options.Seed} at {z} mm"), slice.ToGrey(), slice.Rows, slice.Columns)
        {
            LabelMap = slice.LabelMap,
            Coding = LabelCoding.Authors,
            Class = ClassOf(options.Class),
        };
    }

    /// <summary>The slices from an index on, without end, rendered ahead.</summary>
    /// <param name="first">0 or more.</param>
    /// <param name="options">How far ahead, and by how many threads; neither changes the slices or their order.</param>
    /// <param name="cancellation">Ends the rendering.</param>
    internal IAsyncEnumerable<LabelledSlice> LoadFrom(int first, PrefetchOptions options, CancellationToken cancellation) =>
        Prefetch.InOrder(Enumerable.InfiniteSequence(first, 1), Load, options, cancellation);

    private static double Position(ChestPhantom phantom)
    {
        var random = SeededRandom.Fork(phantom.Options.Seed, SliceStream);
        var leastLesion = phantom.Options.Class == PhantomClass.Control ? 0 : LeastLesion;
        for (var i = 0; i < MostTries; i++)
        {
            var z = Math.Round(random.Uniform(0, phantom.LungHeightMm), PositionDigits);
            var (lung, lesion) = phantom.CoverageAt(z);
            if (lung >= LeastLung && lesion >= leastLesion)
                return z;
        }

        return phantom.RepresentativePosition();
    }

    internal static DiagnosticClass ClassOf(PhantomClass phantom) => phantom switch
    {
        PhantomClass.CommonPneumonia => DiagnosticClass.CommonPneumonia,
        PhantomClass.Covid19 => DiagnosticClass.Covid19,
        _ => DiagnosticClass.Control,
    };
}
