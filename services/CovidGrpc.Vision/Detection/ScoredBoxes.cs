using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>Boxes of one image with what they are.</summary>
/// <param name="Boxes">[K, 4] in pixels of the resized image.</param>
/// <param name="Scores">[K], 0 to 1.</param>
/// <param name="Labels">[K], int64, 1 and up.</param>
internal sealed record ScoredBoxes(Tensor Boxes, Tensor Scores, Tensor Labels)
{
    /// <summary>K.</summary>
    internal int Count => (int)Scores.shape[0];

    /// <summary>The boxes at some indices (int64, on the same device).</summary>
    internal ScoredBoxes At(Tensor indices)
    {
        return new(Boxes.index_select(0, indices), Scores.index_select(0, indices), Labels.index_select(0, indices));
    }

    internal ScoredBoxes MoveToOuterDisposeScope()
    {
        return new(Boxes.MoveToOuterDisposeScope(), Scores.MoveToOuterDisposeScope(), Labels.MoveToOuterDisposeScope());
    }

    /// <summary>Boxes, scores and labels on the host, in one copy.</summary>
    /// <param name="tissues">Meaning of the labels 1, 2, ...</param>
    internal (Box Box, float Score, Tissue Label)[] ToHost(IReadOnlyList<Tissue> tissues)
    {
        const int Width = 6;
        if (Count == 0)
            return [];
        using var scope = NewDisposeScope();
        var table = cat([Boxes, Scores.unsqueeze(1), Labels.to(ScalarType.Float32).unsqueeze(1)], 1).cpu().data<float>().ToArray();
        return [.. table.Chunk(Width).Select(row => (new Box(row[0], row[1], row[2], row[3]), row[4], tissues[(int)row[5] - 1]))];
    }
}
