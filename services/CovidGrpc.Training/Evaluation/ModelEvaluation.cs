using CovidGrpc.Metrics.Intervals;
using CovidGrpc.Metrics.Segmentation.Overlap;
using CovidGrpc.Training.Data;
using CovidGrpc.Training.Learning;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Evaluation;

/// <summary>Runs a model on slices whose truth is known.</summary>
internal static class ModelEvaluation
{
    /// <summary>Looks at each slice once; one at a time is in memory.</summary>
    /// <param name="model">The model.</param>
    /// <param name="set">The slices.</param>
    /// <param name="options">How intervals are found.</param>
    /// <param name="seen">Told of each slice, what was found, and the pixels of lesion.</param>
    /// <param name="cancellation">Stops between slices.</param>
    /// <exception cref="DataSetException">A slice cannot be read.</exception>
    internal static SliceReport Run(
        ModelUnderTest model,
        EvaluationSet set,
        BootstrapOptions options,
        Action<LabelledSlice, IReadOnlyList<Finding>, SliceClassification?, PixelCounts>? seen,
        CancellationToken cancellation)
    {
        SliceMeasures? measures = null;
        foreach (var entry in set.Entries)
        {
            cancellation.ThrowIfCancellationRequested();
            var slice = set.Source.Load(entry, cancellation);
            if (!set.TellsClass || !model.Classifies)
                slice = slice with { Class = null };
            var (findings, verdict) = model.Look(SampleDraw.Input(slice), cancellation);
            measures ??= new(slice.Coding, model.Tissues, set.Source.ArePatientsKnown && !set.IsEachSliceAPatient, options);
            var pixels = measures.Add(slice, findings, verdict);
            seen?.Invoke(slice, findings, verdict, pixels);
        }

        return measures?.Finish(set.Name, cancellation) ?? new(set.Name, null, null, null, null);
    }
}
