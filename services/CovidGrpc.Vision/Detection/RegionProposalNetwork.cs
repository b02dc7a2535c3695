using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Models;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>Region proposal network (Ren et al., 2015) on one feature level.</summary>
internal sealed class RegionProposalNetwork : Module<Tensor, ImageGeometry, IReadOnlyList<Proposals>>
{
    private const int Corners = 4;

    private readonly BoxCoder _coder = new(1, 1);
    private readonly RpnSettings _settings;
    private readonly float[] _cellAnchors;

    internal RegionProposalNetwork(AnchorSettings anchors, RpnSettings settings)
        : base(nameof(RegionProposalNetwork))
    {
        _settings = settings;
        _cellAnchors = CellAnchors.Compute(anchors);
        Head = new(_cellAnchors.Length / Corners);
        RegisterComponents();
    }

    [field: ComponentName(Name = "head")]
    internal RpnHead Head { get; }

    /// <summary>[N, 256, h, w] of N images of one geometry to the proposals of each. Tensors belong to the caller's dispose scope.</summary>
    public override IReadOnlyList<Proposals> forward(Tensor features, ImageGeometry geometry)
    {
        var (objectness, deltas) = Head.call(features);
        var anchors = Anchors(features, geometry.Padded);
        var images = features.shape[0];
        var perAnchor = objectness.permute(0, 2, 3, 1).reshape(images, -1);
        var deltasPerAnchor = deltas.permute(0, 2, 3, 1).reshape(images, -1, Corners);
        return [.. Enumerable.Range(0, (int)images).Select(i => Choose(perAnchor[i], deltasPerAnchor[i], anchors, geometry.Resized))];
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

    private Proposals Choose(Tensor objectness, Tensor deltas, Tensor anchors, ImageSize image)
    {
        using var scope = NewDisposeScope();
        var considered = Math.Min(_settings.PreNmsTopN, objectness.shape[0]);
        var (scores, order) = objectness.sort(0, descending: true, stable: true);
        var best = order.narrow(0, 0, considered);
        scores = scores.narrow(0, 0, considered);
        var boxes = Boxes.Clip(_coder.Decode(deltas.index_select(0, best), anchors.index_select(0, best)).squeeze(1), image);
        var isBox = (boxes.narrow(1, 2, 2) - boxes.narrow(1, 0, 2)).ge(0).all(1);
        var kept = NonMaximumSuppression.Keep(boxes, scores, isBox, _settings.NmsThreshold);
        kept = kept.narrow(0, 0, Math.Min(_settings.PostNmsTopN, kept.shape[0]));
        return new(
            boxes.index_select(0, kept).MoveToOuterDisposeScope(),
            scores.index_select(0, kept).MoveToOuterDisposeScope());
    }
}
