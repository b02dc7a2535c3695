using CovidGrpc.Imaging;
using CovidGrpc.Testing;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>What bfloat16 changes in the demo model's answers, against float32, on slices of real CT series.</summary>
internal static class PrecisionEffect
{
    /// <summary>First argument of the command; the second is a folder of DICOM files, at any depth.</summary>
    internal const string Command = "precision";

    private const double SameObject = 0.5;

    internal static void Report(string folder)
    {
        var model = ModelFolder.Open(Repository.PathOf("deploy", "models", "demo"));
        using var full = new Rooms(model, WholeRun.Simplifying);
        using var half = new Rooms(model, WholeRun.Simplifying with { Precision = Precision.BFloat16 });
        var (logits, boxes, dice) = (new List<double>(), new List<double>(), new List<double>());
        var (slices, otherClasses, findings, lost) = (0, 0, 0, 0);
        foreach (var file in Directory.EnumerateFiles(folder, "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var image = SliceReader.Read(File.ReadAllBytes(file), new SliceReaderOptions());
            var slice = new SliceInput(image.Pixels, SliceImage.Side, SliceImage.Side, image.SourceRows, image.SourceColumns);
            var (expected, actual) = (full.Diagnose(slice), half.Diagnose(slice));
            slices++;
            if (expected.Class is { } before && actual.Class is { } after)
            {
                logits.Add(before.Logits.Zip(after.Logits, (a, b) => (double)Math.Abs(a - b)).Max());
                otherClasses += Largest(before.Logits) == Largest(after.Logits) ? 0 : 1;
            }
            else if ((expected.Class is null) != (actual.Class is null))
            {
                otherClasses++;
            }

            foreach (var finding in expected.Findings)
            {
                findings++;
                var partner = actual.Findings.Where(other => other.Label == finding.Label).MaxBy(other => Overlap(finding.Box, other.Box));
                if (partner is null || Overlap(finding.Box, partner.Box) < SameObject)
                {
                    lost++;
                    continue;
                }

                boxes.Add(Largest(finding.Box, partner.Box));
                dice.Add(Dice(finding, partner));
            }
        }

        Console.WriteLine($"{slices} slices: another class in {otherClasses}; logits differ by {Turns.Median(logits):F3} (median), {logits.Max():F3} (most)");
        Console.WriteLine($"{findings} findings: {lost} without a partner of IoU {SameObject}; boxes differ by {Turns.Median(boxes):F2} px (median), {boxes.Max():F1} px (most); "
            + $"Dice of masks {Turns.Median(dice):F4} (median), {dice.Min():F3} (least)");
    }

    private static int Largest(float[] logits) => Array.IndexOf(logits, logits.Max());

    private static double Largest(Box a, Box b) =>
        new[] { Math.Abs(a.X1 - b.X1), Math.Abs(a.Y1 - b.Y1), Math.Abs(a.X2 - b.X2), Math.Abs(a.Y2 - b.Y2) }.Max();

    private static double Overlap(Box a, Box b)
    {
        var width = Math.Max(0, Math.Min(a.X2, b.X2) - Math.Max(a.X1, b.X1));
        var height = Math.Max(0, Math.Min(a.Y2, b.Y2) - Math.Max(a.Y1, b.Y1));
        var both = (double)width * height;
        return both / (((a.X2 - a.X1) * (a.Y2 - a.Y1)) + ((b.X2 - b.X1) * (b.Y2 - b.Y1)) - both);
    }

    private static double Dice(Finding a, Finding b) =>
        2.0 * a.Mask.Decode().Zip(b.Mask.Decode()).Count(pixel => pixel.First && pixel.Second) / (a.AreaPixels + b.AreaPixels);

    private sealed class Rooms(ModelFolder model, Placement placement) : IDisposable
    {
        private readonly OneShotSegmenter _segmenter = OneShotSegmenter.Load(model, placement);
        private readonly OneShotClassifier _classifier = OneShotClassifier.Load(model, placement);

        internal (SliceClassification? Class, IReadOnlyList<Finding> Findings) Diagnose(SliceInput slice)
        {
            var features = _segmenter.Segment([slice], new SegmentationParameters())[0];
            return (features.Sequence is { } sequence ? _classifier.Classify(sequence.Values) : null, features.Findings);
        }

        public void Dispose()
        {
            _segmenter.Dispose();
            _classifier.Dispose();
        }
    }
}
