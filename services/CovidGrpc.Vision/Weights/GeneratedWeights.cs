using System.Text.RegularExpressions;
using CovidGrpc.Vision.Backbones;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Weights;

/// <summary>
/// Untrained weights of the one-shot model, computed from each tensor's name, so that a demo model needs no file and every implementation of
/// the rule has the same network. All arithmetic is in double and rounded once to float32. The gains keep activations near unit variance.
/// </summary>
internal sealed partial class GeneratedWeights(Backbone backbone) : IWeightSource
{
    /// <summary>Name and version of the rule; a changed rule gets a new version.</summary>
    internal const string RuleIdentity = "generated:1";

    private static readonly double RootTwo = Math.Sqrt(2);

    // The first pattern that matches decides.
    private static readonly (Regex Key, double Gain)[] Gains =
    [
        (Pattern(@"^backbone\.body\.conv1\.weight$"), 2.0),
        (Pattern(@"^backbone\.body\..*\.downsample\.0\.weight$"), 1.25),
        (Pattern(@"^backbone\.body\."), RootTwo),
        (Pattern(@"^backbone\.fpn\."), 1.0),
        (Pattern(@"^rpn\.head\.conv\.weight$"), RootTwo),
        (Pattern(@"^rpn\.head\.cls_logits\.weight$"), 4.0),
        (Pattern(@"^rpn\.head\.bbox_pred\.weight$"), 0.35),
        (Pattern(@"^roi_heads\.box_predictor\.cls_score\.weight$"), 5.0),
        (Pattern(@"^roi_heads\.box_predictor_s2\.cls_score\.weight$"), 3.0),
        (Pattern(@"^roi_heads\.box_predictor(_s2)?\.bbox_pred\.weight$"), 1.0),
        (Pattern(@"^roi_heads\.mask_predictor\.mask_fcn_logits\.weight$"), 3.0),
        (Pattern(@"^attn_layer\.(lstm|final_linear)_(pos|neg)\.weight"), 1.5),
        (Pattern(@"\.class_predict_logits\.weight$"), 2.0),
        (Pattern(""), RootTwo),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Compare(IReadOnlyDictionary<string, long[]> wanted, Func<string, bool> isMine)
    {
        return [];
    }

    /// <inheritdoc/>
    public void Read(string name, Tensor destination)
    {
        using var scope = NewDisposeScope();
        if (name.EndsWith(".num_batches_tracked", StringComparison.Ordinal))
            destination.zero_();
        else
            destination.copy_(tensor(Compute(name, destination.shape), destination.shape));
    }

    /// <summary>The values of one float tensor in C order.</summary>
    internal float[] Compute(string name, long[] shape)
    {
        var uniform = new UniformStream(name);
        var rule = RuleOf(name, shape);
        var values = new float[shape.Aggregate(1L, (product, dimension) => checked(product * dimension))];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)rule(uniform[i], i);
        return values;
    }

    private Func<double, int, double> RuleOf(string name, long[] shape)
    {
        if (BatchNormEntry().Match(name) is { Success: true } norm)
        {
            var residualScale = LastNormOfBlock().IsMatch(name) ? ResidualScale() : 1.0;
            return norm.Groups["leaf"].Value switch
            {
                "weight" => (u, _) => residualScale * (1.0 + 0.1 * u),
                "running_var" => (u, _) => 1.0 + 0.5 * Math.Abs(u),
                _ => (u, _) => 0.1 * u,
            };
        }

        if (name == "roi_heads.box_predictor.cls_score.bias")
            return (u, i) => i == 0 ? 0.05 * u - 4.0 : 0.05 * u;
        if (name[(name.LastIndexOf('.') + 1)..].StartsWith("bias", StringComparison.Ordinal))
            return (u, _) => 0.05 * u;

        var isTransposed = name.EndsWith("conv_up.weight", StringComparison.Ordinal) || name.EndsWith("conv_mask.weight", StringComparison.Ordinal);
        var fan = isTransposed ? shape[0] : shape.Skip(1).Aggregate(1L, (product, dimension) => product * dimension);
        var gain = Gains.First(entry => entry.Key.IsMatch(name)).Gain * Math.Sqrt(3.0 / fan);
        return (u, _) => u * gain;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private double ResidualScale()
    {
        return backbone switch
        {
            Backbone.ResNet18 or Backbone.ResNet34 => 0.5,
            Backbone.ResNet50 or Backbone.ResNeXt50 => 0.25,
            _ => 0.1875,
        };
    }

    // resnet18/34 end their blocks with bn2, the bottleneck nets with bn3 (and have a bn2 in the middle).
    private Regex LastNormOfBlock()
    {
        return backbone is Backbone.ResNet18 or Backbone.ResNet34 ? BasicBlockEnd() : BottleneckEnd();
    }

    private static Regex Pattern(string pattern)
    {
        return new(pattern, RegexOptions.CultureInvariant);
    }

    [GeneratedRegex(@"^(.*\.)?(bn\d*|downsample\.1)\.(?<leaf>weight|bias|running_mean|running_var)$")]
    private static partial Regex BatchNormEntry();

    [GeneratedRegex(@"^backbone\.body\.layer\d\.\d+\.bn2\.weight$")]
    private static partial Regex BasicBlockEnd();

    [GeneratedRegex(@"^backbone\.body\.layer\d\.\d+\.bn3\.weight$")]
    private static partial Regex BottleneckEnd();
}
