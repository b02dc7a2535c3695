using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Vision.Importing;

/// <summary>Which network a file's tensors belong to, told from their names and shapes.</summary>
/// <param name="Architecture">The architecture; null when the names are of none that is known.</param>
/// <param name="Backbone">The backbone; null when it is none that is known.</param>
public sealed record NetworkGuess(ModelArchitecture? Architecture, Backbone? Backbone)
{
    private const int DenseNet121Layers = 6 + 12 + 24 + 16;
    private const int Vgg16Convolutions = 13;
    private const string BodyPrefix = "backbone.body.";

    /// <summary>Looks at names and shapes.</summary>
    public static NetworkGuess Of(IReadOnlyDictionary<string, FileTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Keys.Any(name => name.StartsWith("attn_layer.", StringComparison.Ordinal)))
            return new(ModelArchitecture.OneShotLstmAttention, Residual(tensors, BodyPrefix));
        if (tensors.Keys.Any(name => name.StartsWith("roi_heads.mask_predictor.", StringComparison.Ordinal)))
            return new(ModelArchitecture.MaskRcnn, Residual(tensors, BodyPrefix));
        if (tensors.ContainsKey("features.denseblock1.denselayer1.conv1.weight"))
            return new(ModelArchitecture.ImageClassifier, IsDenseNet121(tensors) ? Backbones.Backbone.DenseNet121 : null);
        if (tensors.ContainsKey("features.0.weight") && tensors.ContainsKey("classifier.6.weight"))
            return new(ModelArchitecture.ImageClassifier, IsVgg16(tensors) ? Backbones.Backbone.Vgg16 : null);
        return tensors.ContainsKey("layer1.0.conv1.weight") && tensors.ContainsKey("fc.weight")
            ? new(ModelArchitecture.ImageClassifier, Residual(tensors, ""))
            : new(null, null);
    }

    // By the number of blocks in each layer, and by width and groups of the first block's 3×3 convolution.
    private static Backbone? Residual(IReadOnlyDictionary<string, FileTensor> tensors, string prefix)
    {
        if (!tensors.TryGetValue($"{prefix}layer1.0.conv2.weight", out var convolution) || convolution.Shape is not [var width, var ofGroup, 3, 3])
            return null;
        var isBottleneck = tensors.ContainsKey($"{prefix}layer1.0.conv3.weight");
        foreach (var backbone in ModelArchitecture.OneShotLstmAttention.Backbones())
        {
            var layout = ResNetLayout.Of(backbone);
            if (layout.Bottleneck == isBottleneck && layout.Groups * layout.WidthPerGroup == width && layout.WidthPerGroup == ofGroup
                && layout.Depths.Index().All(layer => CountBlocks(tensors, $"{prefix}layer{layer.Index + 1}.") == layer.Item))
            {
                return backbone;
            }
        }

        return null;
    }

    private static int CountBlocks(IReadOnlyDictionary<string, FileTensor> tensors, string layer)
    {
        return tensors.Keys.Where(name => name.StartsWith(layer, StringComparison.Ordinal)).Select(name => name[layer.Length..].Split('.')[0]).Distinct().Count();
    }

    private static bool IsDenseNet121(IReadOnlyDictionary<string, FileTensor> tensors)
    {
        return tensors.Keys.Count(name => name.StartsWith("features.denseblock", StringComparison.Ordinal) && name.EndsWith(".conv2.weight", StringComparison.Ordinal)) == DenseNet121Layers
            && tensors.TryGetValue("features.conv0.weight", out var first) && first.Shape is [64, ..];
    }

    // Sixteen layers with weights, thirteen of them convolutions; the variant with batch norm has running statistics.
    private static bool IsVgg16(IReadOnlyDictionary<string, FileTensor> tensors)
    {
        var features = tensors.Where(entry => entry.Key.StartsWith("features.", StringComparison.Ordinal)).ToArray();
        return features.Count(entry => entry.Value.Shape.Count == 4) == Vgg16Convolutions
            && !features.Any(entry => entry.Key.EndsWith(".running_mean", StringComparison.Ordinal));
    }
}
