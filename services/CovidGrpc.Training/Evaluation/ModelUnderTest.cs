using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Training.Evaluation;

/// <summary>A model as it would be served: what it finds in a slice, and what class it tells.</summary>
internal sealed class ModelUnderTest : IDisposable
{
    private readonly ISliceSegmenter? _segmenter;
    private readonly INetwork? _classifier;

    /// <exception cref="ModelFolderException">The weights cannot be used.</exception>
    internal ModelUnderTest(ModelFolder model, Placement placement)
    {
        var architecture = model.Manifest.Architecture;
        if (architecture is ModelArchitecture.OneShotLstmAttention or ModelArchitecture.MaskRcnn)
            _segmenter = Segmenters.Load(model, placement);
        if (architecture is ModelArchitecture.OneShotLstmAttention or ModelArchitecture.ImageClassifier)
            _classifier = Classifiers.Load(model, placement);
    }

    /// <summary>Whether it finds anything.</summary>
    internal bool Segments => _segmenter is not null;

    /// <summary>Whether it tells a class.</summary>
    internal bool Classifies => _classifier is not null;

    /// <summary>The tissues that it finds.</summary>
    internal IReadOnlyList<Tissue> Tissues => _segmenter?.Manifest.Detection?.Tissues ?? [];

    /// <summary>Findings above the model's own cut, best first, and the class; null where no region survived, or the model tells none.</summary>
    internal (IReadOnlyList<Finding> Findings, SliceClassification? Class) Look(SliceInput slice, CancellationToken cancellation)
    {
        var features = _segmenter?.Segment([slice], new(), cancellation)[0];
        var verdict = _classifier switch
        {
            OneShotClassifier ofSequence => features!.Sequence is { } sequence ? ofSequence.Classify(sequence.Values, cancellation) : null,
            ISliceClassifier ofSlice => ofSlice.Classify(slice, cancellation),
            _ => null,
        };
        return (features?.Findings ?? [], verdict);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _segmenter?.Dispose();
        _classifier?.Dispose();
    }
}
