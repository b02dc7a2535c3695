using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>Where something may be in one image, best first; on the host.</summary>
/// <param name="Boxes">[K, 4] in pixels of the resized image; some may have no area.</param>
/// <param name="Objectness">[K] raw logits.</param>
internal sealed record Proposals(Tensor Boxes, Tensor Objectness)
{
    /// <summary>The proposals at some indices (int64).</summary>
    internal Proposals At(Tensor indices)
    {
        return new(Boxes.index_select(0, indices), Objectness.index_select(0, indices));
    }

    internal Proposals MoveToOuterDisposeScope()
    {
        return new(Boxes.MoveToOuterDisposeScope(), Objectness.MoveToOuterDisposeScope());
    }
}
