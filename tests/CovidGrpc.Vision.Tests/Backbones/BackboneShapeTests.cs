using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.Backbones;

public sealed class BackboneShapeTests
{
    // Numbers of parameters of torchvision's networks without their last linear layer.
    [Theory]
    [InlineData(Backbone.ResNet18, 512, 11_176_512)]
    [InlineData(Backbone.ResNet34, 512, 21_284_672)]
    [InlineData(Backbone.ResNet50, 2048, 23_508_032)]
    [InlineData(Backbone.ResNeXt50, 2048, 22_979_904)]
    [InlineData(Backbone.ResNeXt101, 2048, 86_742_336)]
    public void Forward_EachBackbone_TorchvisionsShapeAndSize(Backbone backbone, long channels, long parameters)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var network = new BackboneWithPyramid(backbone, BatchNormMode.BatchStatistics, PyramidSettings.Authors, levels: 1);
        network.eval();

        Assert.Equal([2L, channels, 2L, 3L], network.Body.call(rand(2, 3, 64, 96), CancellationToken.None).shape);
        Assert.Equal([1L, 256L, 2L, 3L], network.call(rand(1, 3, 64, 96), CancellationToken.None)[0].shape);
        Assert.Equal(parameters, network.Body.named_parameters().Sum(entry => entry.parameter.numel()));
    }
}
