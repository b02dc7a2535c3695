using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>What both RoI branches share: proposals become scored boxes, one for each pair of proposal and tissue.</summary>
internal sealed class BoxBranch(BoxHead head, BoxPredictor predictor)
{
    /// <summary>What the deltas mean.</summary>
    internal BoxCoder Coder { get; } = new(position: 10, size: 5);

    internal BoxHead Head => head;

    /// <summary>[R, C × 49] or [R, C, 7, 7] pooled proposals to class logits [R, K] and deltas [R, 4K].</summary>
    internal (Tensor ClassLogits, Tensor Deltas) Predict(Tensor pooled)
    {
        using var embedded = head.Embed(pooled);
        return PredictEmbedded(embedded);
    }

    // [R, 128] to class logits [R, K] and deltas [R, 4K].
    private (Tensor ClassLogits, Tensor Deltas) PredictEmbedded(Tensor embedded)
    {
        using var hidden = head.Finish(embedded);
        var (logits, deltas) = predictor.call(hidden);
        using (logits)
        using (deltas)
            return (logits.Single(), deltas.Single());
    }

    /// <summary>All candidates of each image, on the host: proposal slow, class 1, 2, ... fast; boxes cut to the image.</summary>
    /// <param name="embedded">[R, 128] of the head's first layer, the images' proposals one after the other.</param>
    /// <param name="proposals">Of each image; none may be empty of all.</param>
    /// <param name="image">The resized image.</param>
    internal IReadOnlyList<ScoredBoxes> Candidates(Tensor embedded, IReadOnlyList<Proposals> proposals, ImageSize image)
    {
        var (logits, deltas) = ToHost(PredictEmbedded(embedded));
        var start = 0L;
        var candidates = new List<ScoredBoxes>();
        foreach (var ofImage in proposals)
        {
            var count = ofImage.Boxes.shape[0];
            candidates.Add(Candidates(ofImage.Boxes, logits.narrow(0, start, count), deltas.narrow(0, start, count), image));
            start += count;
        }

        return candidates;
    }

    private static (Tensor ClassLogits, Tensor Deltas) ToHost((Tensor ClassLogits, Tensor Deltas) predictions)
    {
        return (predictions.ClassLogits.cpu(), predictions.Deltas.cpu());
    }

    private ScoredBoxes Candidates(Tensor proposals, Tensor logits, Tensor deltas, ImageSize image)
    {
        using var scope = NewDisposeScope();
        var (count, foreground) = (logits.shape[0], logits.shape[1] - 1);
        var boxes = Boxes.Clip(Coder.Decode(deltas, proposals), image).narrow(1, 1, foreground);
        var scores = logits.softmax(1).narrow(1, 1, foreground);
        var labels = arange(1, foreground + 1, ScalarType.Int64).expand(count, foreground);
        return new ScoredBoxes(boxes.reshape(-1, 4), scores.reshape(-1), labels.reshape(-1)).MoveToOuterDisposeScope();
    }
}
