namespace CovidGrpc.Vision.Weights;

/// <summary>Spelling of tensor names. torchvision 0.13 put a level more into the names of the feature pyramid's convolutions.</summary>
internal static class TensorNames
{
    private static readonly string[] PyramidBlocks = ["backbone.fpn.inner_blocks.", "backbone.fpn.layer_blocks."];

    /// <summary>The name as torchvision 0.14 writes it: <c>inner_blocks.0.weight</c> becomes <c>inner_blocks.0.0.weight</c>.</summary>
    internal static string Canonical(string name)
    {
        foreach (var block in PyramidBlocks)
        {
            if (name.StartsWith(block, StringComparison.Ordinal) && name[block.Length..].Split('.') is [var level, var leaf])
                return $"{block}{level}.0.{leaf}";
        }

        return name;
    }
}
