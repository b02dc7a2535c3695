using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Masks;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.OneShot;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision;

/// <summary>
/// The segmentation room of a one-shot model: slices become findings and the RoI sequence that classification reads.
/// Safe to call from several threads; the weights never change.
/// </summary>
public sealed class OneShotSegmenter : ISliceSegmenter
{
    private const int SmallestSide = 32;
    private const int LargestSide = 4096;
    private const int LargestAspect = 16;

    private readonly Device _device;
    private readonly TimeProvider _time;

    private OneShotSegmenter(ModelFolder folder, Placement placement, RoiPadding padding, TimeProvider time)
    {
        (Manifest, Identity, _device, _time) = (folder.Manifest, folder.Identity, placement.Device, time);
        Network = NetworkLoader.Load(() => new SegmentationNetwork(Manifest, Detection, padding), folder, placement.Device, Rooms.IsOfSegmentation);
    }

    /// <inheritdoc/>
    public ModelManifest Manifest { get; }

    /// <inheritdoc/>
    public ModelIdentity Identity { get; }

    internal SegmentationNetwork Network { get; }

    private DetectionSettings Detection => Manifest.Detection!;

    /// <summary>Loads the segmentation room of a model.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="placement">Where it computes.</param>
    /// <exception cref="ModelFolderException">The weights cannot be used.</exception>
    public static OneShotSegmenter Load(ModelFolder folder, Placement placement)
    {
        return Load(folder, placement, RoiPaddings.EvenSpread);
    }

    internal static OneShotSegmenter Load(ModelFolder folder, Placement placement, RoiPadding padding)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(placement);
        return new(folder, placement, padding, TimeProvider.System);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SliceFeatures> Segment(
        IReadOnlyList<SliceInput> slices, SegmentationParameters parameters, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(slices);
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var slice in slices)
            Check(slice);
        var cut = Cut(parameters);
        var answers = new SliceFeatures[slices.Count];
        foreach (var group in Enumerable.Range(0, slices.Count).GroupBy(i => (slices[i].Rows, slices[i].Columns)))
        {
            var batch = group.Select(i => slices[i]).ToArray();
            foreach (var (i, answer) in group.Zip(SegmentBatch(batch, cut, parameters.MaskThreshold, cancellation)))
                answers[i] = answer;
        }

        return answers;
    }

    /// <inheritdoc/>
    public void WarmUp()
    {
        const int Side = Input.ImageGeometry.Side;
        Segment([new SliceInput(new byte[Side * Side], Side, Side, Side, Side)], new SegmentationParameters());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
    }

    private DetectionCut? Cut(SegmentationParameters parameters)
    {
        var cut = new DetectionCut(
            parameters.ScoreThreshold ?? Detection.Findings.ScoreThreshold,
            parameters.MaxFindings ?? Detection.Findings.MaxPerSlice,
            DropsZeroArea: true);
        if (cut.ScoreThreshold is not (>= 0 and <= 1) || parameters.MaskThreshold is not (>= 0 and <= 1))
            throw new ArgumentException("Thresholds lie between 0 and 1.", nameof(parameters));
        if (cut.MaxPerImage is < 1 or > SegmentationParameters.LargestMaxFindings)
        {
            throw new ArgumentException(
                $"1 to {SegmentationParameters.LargestMaxFindings} findings can be asked for.", nameof(parameters));
        }

        return parameters.Findings ? cut : null;
    }

    private static void Check(SliceInput slice)
    {
        if (slice.Rows is < SmallestSide or > LargestSide || slice.Columns is < SmallestSide or > LargestSide
            || slice.Rows > slice.Columns * LargestAspect || slice.Columns > slice.Rows * LargestAspect)
        {
            throw new ArgumentException(
                $"A slice has {SmallestSide} to {LargestSide} rows and columns, neither more than {LargestAspect} times the other.");
        }

        if (slice.SourceRows is < 1 or > CocoRle.LargestSide || slice.SourceColumns is < 1 or > CocoRle.LargestSide)
            throw new ArgumentException($"A source image has 1 to {CocoRle.LargestSide} rows and columns.");
        if (slice.Pixels.Length != slice.Rows * slice.Columns)
            throw new ArgumentException("A slice has one byte for each row and column.");
    }

    private IReadOnlyList<SliceFeatures> SegmentBatch(
        IReadOnlyList<SliceInput> slices, DetectionCut? cut, double maskThreshold, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var clock = new StageClock(_time);
        var batch = SliceBatch.Of(slices, Manifest.Normalisation, _device);
        clock.End(Stage.Input);
        var result = Network.Forward(batch.Images, batch.Geometry, cut, clock, cancellation);
        var answers = new SliceAnswers(result, batch, slices);
        var findings = answers.Findings(maskThreshold, cancellation);
        clock.End(Stage.Findings);
        return answers.Compose(findings, clock.Timings());
    }
}
