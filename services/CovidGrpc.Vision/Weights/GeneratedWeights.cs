using System.Text.RegularExpressions;
using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Models;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Weights;

/// <summary>
/// Untrained weights, computed from each tensor's name, so that a demo model needs no file and every implementation of the rule has the same
/// network. All arithmetic is in double and rounded once to float32.
/// </summary>
internal sealed partial class GeneratedWeights(ModelArchitecture architecture, Backbone backbone) : IWeightSource
{
    /// <summary>Name and version of the rule; a changed rule gets a new version.</summary>
    internal const string RuleIdentity = "generated:1";

    private readonly WeightScales _scales = new(architecture, backbone);

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
        var uniform = new UniformStream(_scales.StreamName(name));
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
            var scale = _scales.NormScale(name);
            return norm.Groups["leaf"].Value switch
            {
                "weight" => (u, _) => scale * (1.0 + 0.1 * u),
                "running_var" => (u, _) => 1.0 + 0.5 * Math.Abs(u),
                _ => (u, _) => 0.1 * u,
            };
        }

        if (name == "roi_heads.box_predictor.cls_score.bias")
            return (u, i) => i == 0 ? 0.05 * u + _scales.BackgroundBias : 0.05 * u;
        if (name[(name.LastIndexOf('.') + 1)..].StartsWith("bias", StringComparison.Ordinal))
            return (u, _) => 0.05 * u;

        var fan = TransposedConvolution().IsMatch(name) ? shape[0] : shape.Skip(1).Aggregate(1L, (product, dimension) => product * dimension);
        var gain = _scales.Gain(name) * Math.Sqrt(3.0 / fan);
        return (u, _) => u * gain;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    [GeneratedRegex(@"^(.*\.)?(bn\d*|norm\d*|downsample\.1)\.(?<leaf>weight|bias|running_mean|running_var)$")]
    private static partial Regex BatchNormEntry();

    [GeneratedRegex(@"\.(conv_up|conv5?_mask)\.weight$")]
    private static partial Regex TransposedConvolution();
}
