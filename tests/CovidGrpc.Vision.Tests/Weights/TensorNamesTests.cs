using CovidGrpc.Vision.Weights;

namespace CovidGrpc.Vision.Tests.Weights;

public sealed class TensorNamesTests
{
    [Theory]
    [InlineData("backbone.fpn.inner_blocks.0.weight", "backbone.fpn.inner_blocks.0.0.weight")]
    [InlineData("backbone.fpn.layer_blocks.3.bias", "backbone.fpn.layer_blocks.3.0.bias")]
    [InlineData("backbone.fpn.layer_blocks.3.0.bias", "backbone.fpn.layer_blocks.3.0.bias")]
    [InlineData("features.denseblock4.denselayer16.norm.2.running_var", "features.denseblock4.denselayer16.norm2.running_var")]
    [InlineData("features.denseblock1.denselayer1.conv.1.weight", "features.denseblock1.denselayer1.conv1.weight")]
    [InlineData("features.denseblock1.denselayer1.conv1.weight", "features.denseblock1.denselayer1.conv1.weight")]
    [InlineData("features.transition1.norm.weight", "features.transition1.norm.weight")]
    [InlineData("features.0.weight", "features.0.weight")]
    [InlineData("layer1.0.bn1.weight", "layer1.0.bn1.weight")]
    public void Canonical_AnySpelling_NewestOfTorchvision(string name, string expected)
    {
        Assert.Equal(expected, TensorNames.Canonical(name));
    }

    [Fact]
    public void BeforePyramidLevel_CanonicalName_LevelIsGone()
    {
        Assert.Equal("backbone.fpn.inner_blocks.2.bias", TensorNames.BeforePyramidLevel("backbone.fpn.inner_blocks.2.0.bias"));
        Assert.Equal("backbone.body.layer1.0.bn1.bias", TensorNames.BeforePyramidLevel("backbone.body.layer1.0.bn1.bias"));
    }
}
