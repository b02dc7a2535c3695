using CovidGrpc.Contracts.V1;
using CovidGrpc.Metrics.Segmentation;

namespace CovidGrpc.Evaluation;

/// <summary>The images of a stream in the words of the measures.</summary>
/// <param name="measures">Where they are added.</param>
internal sealed class SegmentationImages(SegmentationMeasures measures)
{
    /// <summary>Findings of an image, true or predicted: every one is compared with every other.</summary>
    private const int MostFindings = 1000;

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>The tissues under the names that measures have; the id is the tissue's number in the contract.</summary>
    public static IReadOnlyList<ObjectCategory> Tissues { get; } =
    [
        new((int)Tissue.Lung, "lung"),
        new((int)Tissue.GroundGlassOpacity, "ground_glass_opacity"),
        new((int)Tissue.Consolidation, "consolidation"),
    ];

    /// <summary>Adds the image of a message.</summary>
    /// <param name="number">The message's place in the stream, from 1.</param>
    /// <param name="request">The message.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public void Add(int number, EvaluateSegmentationRequest request)
    {
        var group = RequestPart.Group(number, request.Group);
        if (request.ImageId.Length is 0 or > RequestPart.MostTextLength)
        {
            throw RequestPart.Wrong(number, "image_id", "IMAGE_ID", $"an image's id has 1 to {RequestPart.MostTextLength} characters.");
        }

        var truths = request.Truth.Select((finding, index) => new TruthObject(
            TissueOf(number, $"truth[{index}]", finding), MaskOf(number, $"truth[{index}]", finding), BoxOf(number, $"truth[{index}]", finding)));
        var predictions = request.Predictions.Select((finding, index) => new PredictedObject(
            TissueOf(number, $"predictions[{index}]", finding),
            ScoreOf(number, $"predictions[{index}]", finding),
            MaskOf(number, $"predictions[{index}]", finding),
            BoxOf(number, $"predictions[{index}]", finding)));
        if (request.Truth.Count > MostFindings || request.Predictions.Count > MostFindings)
        {
            throw RequestPart.Wrong(
                number, request.Truth.Count > MostFindings ? "truth" : "predictions", "TOO_MANY_FINDINGS", $"an image may have {MostFindings} true findings and as many predicted ones.");
        }

        TruthObject[] real = [.. truths];
        PredictedObject[] found = [.. predictions];
        if (real.Select(item => item.Mask!).Concat(found.Select(item => item.Mask!)).DistinctBy(mask => (mask.Rows, mask.Columns)).Count() > 1)
        {
            throw RequestPart.Wrong(number, "truth", "MASK_SIZE", "the masks of one image differ in size.");
        }

        if (!_ids.Add(request.ImageId))
        {
            throw RequestPart.Wrong(number, "image_id", "IMAGE_ID", "the image stands in the stream already.");
        }

        measures.Add(number, group, real, found);
    }

    private static int TissueOf(int number, string field, Finding finding) => Tissues.Any(tissue => tissue.Id == (int)finding.Tissue)
        ? (int)finding.Tissue
        : throw RequestPart.Wrong(number, $"{field}.tissue", "TISSUE", "the tissue is not told, or there is no such tissue.");

    // Written so that NaN is refused too.
    private static double ScoreOf(int number, string field, Finding finding) => finding.Score is >= 0 and <= 1
        ? finding.Score
        : throw RequestPart.Wrong(number, $"{field}.score", "SCORE", "a score is a number of 0 to 1.");

    private static RunLengthMask MaskOf(int number, string field, Finding finding)
    {
        if (finding.Mask is not { Rows: >= 1 and <= RunLengthMask.LargestSide, Columns: >= 1 and <= RunLengthMask.LargestSide } mask)
        {
            throw RequestPart.Wrong(number, $"{field}.mask", "MASK_SIZE", $"a mask has 1 to {RunLengthMask.LargestSide} rows and columns.");
        }

        try
        {
            return RunLengthMask.FromCompressed(mask.Rle, (int)mask.Rows, (int)mask.Columns);
        }
        catch (FormatException)
        {
            throw RequestPart.Wrong(number, $"{field}.mask.rle", "MASK_RUNS", "the run lengths are damaged, or of another size.");
        }
    }

    /// <summary>The finding's own box; null for the one around its mask.</summary>
    private static Metrics.Segmentation.Box? BoxOf(int number, string field, Finding finding)
    {
        if (finding.Box is not { } box)
        {
            return null;
        }

        var (width, height) = ((double)box.XMax - box.XMin, (double)box.YMax - box.YMin);
        return float.IsFinite(box.XMin) && float.IsFinite(box.YMin) && width >= 0 && height >= 0 && double.IsFinite(width * height)
            ? new(box.XMin, box.YMin, width, height)
            : throw RequestPart.Wrong(number, $"{field}.box", "BOX", "a box has finite edges, the right one not left of the left one, the lower one not above the upper one.");
    }
}
