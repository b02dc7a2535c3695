using CovidGrpc.Training.Learning;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Training.Runs;

/// <summary>Runs a model, as it would be served, on the slices that are kept back.</summary>
internal sealed class Validation(IReadOnlyList<ValidationSet> sets)
{
    internal ValidationResult Run(ModelFolder model, CancellationToken cancellation)
    {
        using var segmenter = OneShotSegmenter.Load(model, Placement.Cpu);
        using var classifier = OneShotClassifier.Load(model, Placement.Cpu);
        var measures = new Dictionary<string, double>();
        var scores = new List<double>();
        foreach (var set in sets)
        {
            var tally = new ValidationTally(set.TellsClass);
            foreach (var entry in set.Entries)
            {
                cancellation.ThrowIfCancellationRequested();
                var slice = set.Source.Load(entry, cancellation);
                var features = segmenter.Segment([SampleDraw.Input(slice)], new(), cancellation)[0];
                var verdict = set.TellsClass && features.Sequence is { } sequence ? classifier.Classify(sequence.Values, cancellation) : null;
                tally.Add(slice, features.Findings, verdict);
            }

            foreach (var (name, value) in tally.Measures())
                measures[$"{set.Name}/{name}"] = value;
            if (tally.Score() is { } score)
                scores.Add(score);
        }

        return new(scores.Count == 0 ? 0 : scores.Average(), measures);
    }
}
