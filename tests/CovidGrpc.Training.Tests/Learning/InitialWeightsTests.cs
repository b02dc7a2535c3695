using CovidGrpc.Training.Learning;
using CovidGrpc.Training.Tests.OneShot;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Tests.Learning;

public sealed class InitialWeightsTests
{
    // Standard deviations of the rules: kaiming-normal fan-out, normal 0.01, uniform ±√(3 / fan-in), uniform ±1/√fan-in.
    [Theory]
    [InlineData("backbone.body.layer1.0.conv1.weight", 0.05893)]
    [InlineData("rpn.head.conv.weight", 0.01)]
    [InlineData("backbone.fpn.layer_blocks.0.0.weight", 0.02083)]
    [InlineData("roi_heads.box_head.fc6.weight", 0.005155)]
    [InlineData("attn_layer.conv_d_final.weight", 0.012627)]
    [InlineData("attn_layer.lstm_pos.weight_hh_l0", 0.03608)]
    [InlineData("attn_layer.lstm_pos.bias_hh_l0", 0)]
    [InlineData("backbone.body.bn1.weight", 0)]
    public void Fill_EachKind_HasTheSpreadOfItsRule(string name, double deviation)
    {
        using var network = GoldenTraining.Network();

        InitialWeights.Fill(network.State, seed: 1);

        using var scope = NewDisposeScope();
        Assert.Equal(deviation, network.State[name].std().item<float>(), Math.Max(1e-6, deviation * 0.05));
    }

    [Fact]
    public void Fill_EqualSeeds_EqualValues()
    {
        using var scope = NewDisposeScope();
        using var first = GoldenTraining.Network();
        using var second = GoldenTraining.Network();

        InitialWeights.Fill(first.State, seed: 3);
        InitialWeights.Fill(second.State, seed: 3);

        Assert.All(first.State, entry => Assert.True(entry.Value.equal(second.State[entry.Key]).all().item<bool>()));
        InitialWeights.Fill(second.State, seed: 4);
        Assert.False(first.State["rpn.head.conv.weight"].equal(second.State["rpn.head.conv.weight"]).all().item<bool>());
    }
}
