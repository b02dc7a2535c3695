namespace CovidGrpc.Vision.Backbones;

/// <summary>How a residual network is built.</summary>
/// <param name="Bottleneck">Blocks of three convolutions (1×1, 3×3, 1×1) rather than two.</param>
/// <param name="Depths">Blocks in each of the four layers.</param>
/// <param name="Groups">Groups of the 3×3 convolution.</param>
/// <param name="WidthPerGroup">Base width of a group; 64 for plain networks.</param>
internal sealed record ResNetLayout(bool Bottleneck, IReadOnlyList<int> Depths, int Groups, int WidthPerGroup)
{
    private const int BottleneckExpansion = 4;

    /// <summary>Output channels of a block over its planes.</summary>
    internal int Expansion => Bottleneck ? BottleneckExpansion : 1;

    internal static ResNetLayout Of(Backbone backbone)
    {
        return backbone switch
        {
            Backbone.ResNet18 => new(false, [2, 2, 2, 2], 1, 64),
            Backbone.ResNet34 => new(false, [3, 4, 6, 3], 1, 64),
            Backbone.ResNet50 => new(true, [3, 4, 6, 3], 1, 64),
            Backbone.ResNeXt50 => new(true, [3, 4, 6, 3], 32, 4),
            Backbone.ResNeXt101 => new(true, [3, 4, 23, 3], 32, 8),
            _ => throw new ArgumentOutOfRangeException(nameof(backbone)),
        };
    }
}
