using System.Text.RegularExpressions;

namespace CovidGrpc.Vision.Weights;

/// <summary>Spellings of tensor names. A canonical name is that of torchvision 0.14.</summary>
internal static partial class TensorNames
{
    /// <summary>
    /// The canonical name. Before torchvision 0.13 the feature pyramid's convolutions had a level less (<c>inner_blocks.0.weight</c> is
    /// <c>inner_blocks.0.0.weight</c>); before 0.3 DenseNet's layers had one more (<c>denselayer1.norm.1.weight</c> is
    /// <c>denselayer1.norm1.weight</c>).
    /// </summary>
    internal static string Canonical(string name)
    {
        return OldPyramid().Replace(OldDenseLayer().Replace(name, "$1$2"), "$1.0.$2");
    }

    /// <summary>The name as torchvision wrote it before 0.13, and as the authors' Mask R-CNN has it.</summary>
    internal static string BeforePyramidLevel(string name)
    {
        return Pyramid().Replace(name, "$1.$2");
    }

    [GeneratedRegex(@"^(backbone\.fpn\.(?:inner|layer)_blocks\.[^.]+)\.([^.]+)$")]
    private static partial Regex OldPyramid();

    [GeneratedRegex(@"^(backbone\.fpn\.(?:inner|layer)_blocks\.[^.]+)\.0\.([^.]+)$")]
    private static partial Regex Pyramid();

    [GeneratedRegex(@"^(features\.denseblock\d+\.denselayer\d+\.(?:norm|conv))\.([12]\.[^.]+)$")]
    private static partial Regex OldDenseLayer();
}
