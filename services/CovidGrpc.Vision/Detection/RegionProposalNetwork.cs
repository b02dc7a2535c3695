using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>Region proposal network (Ren et al., 2015) on the levels of a feature pyramid, all with the same anchors and the same layers.</summary>
internal sealed class RegionProposalNetwork : Module<IReadOnlyList<Tensor>, ImageGeometry, IReadOnlyList<Proposals>>
{
    private const int Corners = 4;

    private readonly RpnSettings _settings;
    private readonly float[] _cellAnchors;

    internal RegionProposalNetwork(AnchorSettings anchors, RpnSettings settings, int channels)
        : base(nameof(RegionProposalNetwork))
    {
        _settings = settings;
        _cellAnchors = CellAnchors.Compute(anchors);
        Head = new(channels, _cellAnchors.Length / Corners);
        RegisterComponents();
    }

    [field: ComponentName(Name = "head")]
    internal RpnHead Head { get; }

    /// <summary>What the deltas mean.</summary>
    internal BoxCoder Coder { get; } = new(1, 1);

    /// <summary>Levels [N, C, h, w] of N images of one geometry to the proposals of each.</summary>
    public override IReadOnlyList<Proposals> forward(IReadOnlyList<Tensor> levels, ImageGeometry geometry)
    {
        using var scope = NewDisposeScope();
        var predictions = levels.Select(level => Predict(level, geometry.Padded).ToHost()).ToArray();
        return [.. Enumerable.Range(0, (int)levels[0].shape[0]).Select(i =>
            Propose([.. predictions.Select(level => level.OfImage(i))], geometry.Resized).MoveToOuterDisposeScope())];
    }

    /// <summary>What is predicted at each anchor of one level.</summary>
    /// <param name="features">[N, C, h, w].</param>
    /// <param name="image">The padded image.</param>
    internal AnchorPredictions Predict(Tensor features, ImageSize image)
    {
        using var scope = NewDisposeScope();
        var (objectness, deltas) = Head.call(features);
        var images = features.shape[0];
        return new AnchorPredictions(
            objectness.Single().permute(0, 2, 3, 1).reshape(images, -1),
            deltas.Single().permute(0, 2, 3, 1).reshape(images, -1, Corners),
            Anchors(features, image)).MoveToOuterDisposeScope();
    }

    /// <summary>The proposals of one image, on the host. They are constants: no gradient leads through them.</summary>
    /// <param name="levels">The image's predictions.</param>
    /// <param name="image">The resized image.</param>
    internal Proposals Propose(IReadOnlyList<AnchorPredictions> levels, ImageSize image)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        var onHost = levels.Select(level => level.ToHost());
        return Best([.. onHost.Select(level => Choose(level.Objectness, level.Deltas, level.Anchors, image))]).MoveToOuterDisposeScope();
    }

    /// <summary>[h × w × A, 4] in order row, column, anchor.</summary>
    internal Tensor Anchors(Tensor features, ImageSize image)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (features.shape[2], features.shape[3]);
        var y = (arange(height, ScalarType.Float32, features.device) * (image.Height / height)).view(-1, 1).expand(height, width);
        var x = (arange(width, ScalarType.Float32, features.device) * (image.Width / width)).expand(height, width);
        var shifts = stack([x, y, x, y], -1).view(height * width, 1, Corners);
        return (shifts + tensor(_cellAnchors).to(features.device).view(-1, Corners)).view(-1, Corners).MoveToOuterDisposeScope();
    }

    // Of one level and one image.
    private Proposals Choose(Tensor objectness, Tensor deltas, Tensor anchors, ImageSize image)
    {
        using var scope = NewDisposeScope();
        var best = Highest(objectness, _settings.PreNmsTopN);
        var scores = objectness.index_select(0, best);
        var boxes = Boxes.Clip(Coder.Decode(deltas.index_select(0, best), anchors.index_select(0, best)).squeeze(1), image);
        var isBox = (boxes.narrow(1, 2, 2) - boxes.narrow(1, 0, 2)).ge(0).all(1);
        var kept = NonMaximumSuppression.Keep(boxes, scores, isBox, _settings.NmsThreshold);
        return new Proposals(boxes, scores).At(kept).MoveToOuterDisposeScope();
    }

    // Of all levels together.
    private Proposals Best(IReadOnlyList<Proposals> levels)
    {
        using var scope = NewDisposeScope();
        var all = new Proposals(cat([.. levels.Select(level => level.Boxes)]), cat([.. levels.Select(level => level.Objectness)]));
        return all.At(Highest(all.Objectness, _settings.PostNmsTopN)).MoveToOuterDisposeScope();
    }

    // Indices of the highest scores, highest first, ties in order: what a stable sort of all would begin with, without sorting all.
    // NaN is never among them.
    private static Tensor Highest(Tensor scores, int count)
    {
        if (scores.shape[0] == 0)
            return zeros(0, ScalarType.Int64, scores.device);
        using var scope = NewDisposeScope();
        var least = scores.topk((int)Math.Min(count, scores.shape[0]), 0).values.min();
        var candidates = scores.ge(least).nonzero().squeeze(1);
        var order = scores.index_select(0, candidates).sort(0, descending: true, stable: true).Indices;
        return candidates.index_select(0, order.narrow(0, 0, Math.Min(count, order.shape[0]))).MoveToOuterDisposeScope();
    }
}
