using System.Text.RegularExpressions;
using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Vision.Weights;

/// <summary>How large the generated weights of one architecture are. The gains keep activations near unit variance.</summary>
internal sealed partial class WeightScales
{
    private static readonly double RootTwo = Math.Sqrt(2);

    // The first pattern that matches decides; without one the gain is the root of two.
    private static readonly (Regex Key, double Gain)[] OneShot =
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
    ];

    private static readonly (Regex Key, double Gain)[] MaskRcnn =
    [
        (Pattern(@"^backbone\.body\.conv1\.weight$"), 2.0),
        (Pattern(@"^backbone\.body\..*\.downsample\.0\.weight$"), 1.25),
        (Pattern(@"^backbone\.fpn\.inner_blocks\."), 1.0),
        (Pattern(@"^backbone\.fpn\.layer_blocks\.0\."), 0.67),
        (Pattern(@"^backbone\.fpn\.layer_blocks\.1\."), 0.97),
        (Pattern(@"^backbone\.fpn\.layer_blocks\.2\."), 1.65),
        (Pattern(@"^backbone\.fpn\.layer_blocks\.3\."), 2.9),
        (Pattern(@"^rpn\.head\.cls_logits\.weight$"), 2.0),
        (Pattern(@"^rpn\.head\.bbox_pred\.weight$"), 1.4),
        (Pattern(@"^roi_heads\.box_predictor\.cls_score\.weight$"), 5.0),
        (Pattern(@"^roi_heads\.box_predictor\.bbox_pred\.weight$"), 1.0),
        (Pattern(@"^roi_heads\.mask_predictor\.mask_fcn_logits\.weight$"), 3.0),
    ];

    private static readonly (Regex Key, double Gain)[] ImageClassifier =
    [
        (Pattern(@"^(features\.)?conv[01]\.weight$"), 2.0),
        (Pattern(@"^features\.0\.weight$"), 2.0),
        (Pattern(@"\.downsample\.0\.weight$"), 1.25),
        (Pattern(@"^fc\.weight$"), 8.0),
        (Pattern(@"^classifier\.weight$"), 10.0),
        (Pattern(@"^classifier\.6\.weight$"), 3.0),
    ];

    private readonly ModelArchitecture _architecture;
    private readonly (Regex Key, double Gain)[] _gains;
    private readonly Regex _blockEnd;
    private readonly double _blockEndScale;

    internal WeightScales(ModelArchitecture architecture, Backbone backbone)
    {
        _architecture = architecture;
        _gains = architecture switch
        {
            ModelArchitecture.OneShotLstmAttention => OneShot,
            ModelArchitecture.MaskRcnn => MaskRcnn,
            ModelArchitecture.ImageClassifier => ImageClassifier,
            _ => throw new ArgumentOutOfRangeException(nameof(architecture)),
        };

        // resnet18/34 end their blocks with bn2, the bottleneck nets with bn3 (and have a bn2 in the middle).
        (_blockEnd, _blockEndScale) = backbone switch
        {
            Backbone.ResNet18 or Backbone.ResNet34 => (BasicBlockEnd(), 0.5),
            Backbone.ResNet50 => (BottleneckEnd(), 0.25),
            Backbone.ResNeXt50 when architecture == ModelArchitecture.OneShotLstmAttention => (BottleneckEnd(), 0.25),
            _ => (BottleneckEnd(), 0.1875),
        };
    }

    /// <summary>What is added to the background's bias, so that an untrained model finds less than everything.</summary>
    internal double BackgroundBias => _architecture == ModelArchitecture.OneShotLstmAttention ? -4.0 : 0.0;

    /// <summary>The name whose stream the tensor takes.</summary>
    internal string StreamName(string tensor)
    {
        return _architecture == ModelArchitecture.MaskRcnn ? TensorNames.BeforePyramidLevel(tensor) : tensor;
    }

    /// <summary>Gain of a convolution's or linear layer's weight.</summary>
    internal double Gain(string tensor)
    {
        foreach (var (key, gain) in _gains)
        {
            if (key.IsMatch(tensor))
                return gain;
        }

        return RootTwo;
    }

    /// <summary>Factor of a batch norm's weight: residual blocks end in smaller ones.</summary>
    internal double NormScale(string tensor)
    {
        return _blockEnd.IsMatch(tensor) ? _blockEndScale : 1.0;
    }

    private static Regex Pattern(string pattern)
    {
        return new(pattern, RegexOptions.CultureInvariant);
    }

    [GeneratedRegex(@"(^|\.)layer\d\.\d+\.bn2\.weight$")]
    private static partial Regex BasicBlockEnd();

    [GeneratedRegex(@"(^|\.)layer\d\.\d+\.bn3\.weight$")]
    private static partial Regex BottleneckEnd();
}
