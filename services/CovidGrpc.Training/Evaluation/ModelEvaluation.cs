using CovidGrpc.Metrics.Intervals;
using CovidGrpc.Metrics.Segmentation.Overlap;
using CovidGrpc.Training.Data;
using CovidGrpc.Training.Learning;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Evaluation;

/// <summary>Runs a model on slices whose truth is known.</summary>
public static class ModelEvaluation
{
    /// <summary>Measures a model as it would be served.</summary>
    /// <param name="model">The model.</param>
    /// <param name="placement">Where it computes.</param>
    /// <param name="data">The slices.</param>
    /// <param name="options">How intervals are found.</param>
    /// <param name="progress">Told how many slices were looked at, and of how many.</param>
    /// <param name="cancellation">Stops between slices.</param>
    /// <exception cref="DataSetException">The data set is not as its layout says.</exception>
    /// <exception cref="Vision.Models.ModelFolderException">The model's weights cannot be used.</exception>
    public static SliceReport Run(
        Vision.Models.ModelFolder model, Placement placement, EvaluationData data, BootstrapOptions options, IProgress<(int Slices, int Of)>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(data);
        var set = data.Open();
        using var network = new ModelUnderTest(model, placement);
        var slices = 0;
        return Run(network, set, options, (_, _, _, _) => progress?.Report((++slices, set.Entries.Count)), cancellation);
    }

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

        return measures?.Finish(set.Name, cancellation) ?? new(set.Name, [], null, null);
    }
}
