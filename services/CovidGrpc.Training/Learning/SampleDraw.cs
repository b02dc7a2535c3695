using CovidGrpc.Training.Augmentation;
using CovidGrpc.Training.Data;
using CovidGrpc.Training.Detection;
using CovidGrpc.Training.Phantoms.Numerics;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Learning;

/// <summary>
/// Draws the samples of an iteration: a data set by its share, then a slice; for a classification step a class first, so that classes are even.
/// The iteration's number and the seed decide everything, so a run that goes on draws what it would have drawn.
/// </summary>
internal sealed class SampleDraw
{
    private const ulong SegmentationStream = 0x7365676D;
    private const ulong ClassificationStream = 0x636C6173;

    // A slice beside the lesions does not show the class of its patient.
    private const int Tries = 8;

    private readonly SliceAugmentation _augmentation;
    private readonly int _batchSize;
    private readonly int _seed;
    private readonly (TrainingSet Set, IReadOnlyList<SliceEntry> Entries, double Share)[] _segmentation;
    private readonly (TrainingSet Set, IReadOnlyList<SliceEntry>[] EntriesOfClasses, double Share)[] _classification;

    /// <param name="sets">What is learned from.</param>
    /// <param name="augmentation">How slices are changed.</param>
    /// <param name="batchSize">Samples of each kind in an iteration.</param>
    /// <param name="seed">Of the run.</param>
    internal SampleDraw(IReadOnlyList<TrainingSet> sets, AugmentationSettings augmentation, int batchSize, int seed)
    {
        (_augmentation, _batchSize, _seed) = (new(augmentation), batchSize, seed);
        _segmentation = [.. sets.Where(set => set.SegmentationShare > 0).Select(set => (set, set.Entries, set.SegmentationShare))];
        _classification = [.. sets.Where(set => set.ClassShare > 0).Select(set => (set, OfClasses(set.Entries), set.ClassShare))];
    }

    /// <summary>The samples of an iteration.</summary>
    /// <exception cref="DataSetException">A slice cannot be read.</exception>
    internal IterationSamples Of(long iteration, CancellationToken cancellation)
    {
        var samples = Enumerable.Range(0, _batchSize).Select(i => iteration * _batchSize + i).ToArray();
        return new(
            [.. samples.Select(sample => Segmentation(sample, cancellation)).OfType<(SliceInput, SegmentationTarget)>()],
            [.. samples.Select(sample => Classification(sample, cancellation)).OfType<(SliceInput, DiagnosticClass)>()]);
    }

    private (SliceInput, SegmentationTarget)? Segmentation(long sample, CancellationToken cancellation)
    {
        if (_segmentation.Length == 0)
            return null;
        var random = Random(sample, SegmentationStream);
        var (set, entries, _) = Draw(_segmentation, drawn => drawn.Share, random);
        var slice = _augmentation.Apply(set.Source.Load(Any(entries, random), cancellation), random);
        return (Input(slice), Target(slice));
    }

    private (SliceInput, DiagnosticClass)? Classification(long sample, CancellationToken cancellation)
    {
        if (_classification.Length == 0)
            return null;
        var random = Random(sample, ClassificationStream);
        var (set, classes, _) = Draw(_classification, drawn => drawn.Share, random);
        var entries = Any(classes, random);
        for (var i = 0; i < Tries; i++)
        {
            var entry = Any(entries, random);
            var slice = set.Source.Load(entry, cancellation);
            if (slice.Class == entry.Class)
                return (Input(_augmentation.Apply(slice, random)), entry.Class!.Value);
        }

        return null;
    }

    /// <summary>The slice as the network reads it.</summary>
    internal static SliceInput Input(LabelledSlice slice)
    {
        return new(slice.Pixels, slice.Rows, slice.Columns, slice.Rows, slice.Columns);
    }

    /// <summary>What is to be found in a slice.</summary>
    internal static SegmentationTarget Target(LabelledSlice slice)
    {
        var instances = slice.Instances().Select(instance => new TissueInstance(instance.Possible[0], instance.Box, instance.Mask)
        {
            OrElse = [.. instance.Possible.Skip(1)],
        });
        return new([.. instances]) { Labelled = slice.Coding?.Labelled ?? new HashSet<Tissue>() };
    }

    private SeededRandom Random(long sample, ulong stream)
    {
        return SeededRandom.Fork((int)SeededRandom.Mix((ulong)sample ^ SeededRandom.Mix((uint)_seed)), stream);
    }

    private static IReadOnlyList<SliceEntry>[] OfClasses(IReadOnlyList<SliceEntry> entries)
    {
        return [.. entries.Where(entry => entry.Class is not null).GroupBy(entry => entry.Class).OrderBy(ofClass => ofClass.Key)
            .Select(ofClass => (IReadOnlyList<SliceEntry>)[.. ofClass])];
    }

    private static T Any<T>(IReadOnlyList<T> items, SeededRandom random)
    {
        return items[random.Integer(0, items.Count - 1)];
    }

    private static T Draw<T>(T[] items, Func<T, double> share, SeededRandom random)
    {
        var at = random.NextDouble() * items.Sum(share);
        foreach (var item in items[..^1])
        {
            at -= share(item);
            if (at < 0)
                return item;
        }

        return items[^1];
    }
}
