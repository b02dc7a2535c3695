using CovidGrpc.Metrics.Segmentation;
using CovidGrpc.Metrics.Segmentation.PerImage;
using CovidGrpc.Training.Data;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Runs;

/// <summary>What is counted in one set of slices.</summary>
internal sealed class ValidationTally(bool tellsClass)
{
    private const int Lesion = -1;

    private readonly PerImageAveragePrecision _lesions = new(new() { Resamples = 0 });
    private readonly Dictionary<string, (long Both, long Truth, long Found)> _areas = [];
    private int _slices;
    private int _classified;
    private int _right;

    internal void Add(LabelledSlice slice, IReadOnlyList<Finding> findings, SliceClassification? verdict)
    {
        if (tellsClass && slice.Class is { } truth)
        {
            _classified++;
            if (verdict is not null && verdict.Probabilities.IndexOf(verdict.Probabilities.Max()) == (int)truth)
                _right++;
        }

        if (slice.LabelMap is not { } map)
            return;
        _slices++;
        var coding = slice.Coding!;
        var labels = map.ToArray();
        var masks = findings.Select(finding => (finding.Label, Pixels: finding.Mask.Decode())).ToArray();
        foreach (var (name, tissues) in Groups(coding))
        {
            var isTrue = Array.ConvertAll(labels, label => coding.Of(label) is { Count: > 0 } of && of.All(tissues.Contains));
            var isFound = new bool[labels.Length];
            foreach (var (_, pixels) in masks.Where(mask => tissues.Contains(mask.Label)))
            {
                for (var i = 0; i < pixels.Length; i++)
                    isFound[i] |= pixels[i];
            }

            Count(name, isTrue, isFound);
        }

        CountLesions(slice, findings);
    }

    internal IEnumerable<(string Name, double Value)> Measures()
    {
        foreach (var (name, (both, truth, found)) in _areas)
            yield return ($"dice/{name}", 2.0 * both / (truth + found));
        if (_slices > 0)
            yield return ("authors/ap50/lesion", _lesions.Finish().At50.Value);
        if (_classified > 0)
            yield return ("accuracy", (double)_right / _classified);
    }

    internal double? Score()
    {
        var values = Measures().Where(measure => measure.Name is "dice/lung" or "dice/lesion" or "authors/ap50/lesion" or "accuracy").Select(measure => measure.Value).ToArray();
        return values.Length == 0 ? null : values.Average();
    }

    private static IEnumerable<(string Name, IReadOnlySet<Tissue> Tissues)> Groups(LabelCoding coding)
    {
        var lesions = new HashSet<Tissue> { Tissue.GroundGlassOpacity, Tissue.Consolidation };
        if (coding.Labelled.Contains(Tissue.Lung))
            yield return ("lung", new HashSet<Tissue> { Tissue.Lung });
        yield return ("lesion", lesions);
    }

    private void Count(string name, bool[] isTrue, bool[] isFound)
    {
        var (both, truth, found) = _areas.GetValueOrDefault(name);
        for (var i = 0; i < isTrue.Length; i++)
        {
            both += isTrue[i] && isFound[i] ? 1 : 0;
            truth += isTrue[i] ? 1 : 0;
            found += isFound[i] ? 1 : 0;
        }

        _areas[name] = (both, truth, found);
    }

    // Kinds of lesions count where the data set tells them apart.
    private void CountLesions(LabelledSlice slice, IReadOnlyList<Finding> findings)
    {
        var toldApart = slice.Instances(0).All(instance => instance.Possible.Count == 1);
        var truths = slice.Instances().Where(instance => !instance.Possible.Contains(Tissue.Lung)).Select(instance =>
            new TruthObject(Category(instance.Possible[0]), Mask(Array.ConvertAll(instance.Mask.ToArray(), pixel => pixel != 0))));
        var predictions = findings.Where(finding => finding.Label != Tissue.Lung).Select(finding =>
            new PredictedObject(Category(finding.Label), finding.Score, Mask(finding.Mask.Decode())));
        _lesions.Add(slice.Patient, [.. truths], [.. predictions]);

        int Category(Tissue tissue) => toldApart ? (int)tissue : Lesion;

        RunLengthMask Mask(bool[] pixels) => RunLengthMask.FromPixels(pixels, slice.Rows, slice.Columns);
    }
}
