using System.Reflection;
using TorchSharp;

namespace CovidGrpc.Vision.Tests.Weights;

public sealed class PlacementTests
{
    // A device without data: what a network forgets to take along stays on the CPU, and on a GPU would not be found.
    [Theory]
    [InlineData("running_statistics", true)]
    [InlineData("batch_statistics", true)]
    [InlineData("running_statistics", false)]
    public void Load_OnAnotherDevice_LeavesNoTensorBehind(string batchNorm, bool simplifies)
    {
        var placement = Placement.Cpu with { Device = torch.META, Simplifies = simplifies };
        using var segmenter = OneShotSegmenter.Load(TestModels.Folder("resnet18", batchNorm), placement);
        using var classifier = OneShotClassifier.Load(TestModels.Folder("resnet18", batchNorm), placement);

        var modules = segmenter.Network.modules().Concat(classifier.Network.modules()).Append(segmenter.Network).ToArray();

        Assert.True(modules.Length > 60);
        Assert.All(modules, module => Assert.All(TensorsOf(module), field => Assert.Equal((field.Name, DeviceType.META), (field.Name, field.Tensor.device_type))));
    }

    private static IEnumerable<(string Name, torch.Tensor Tensor)> TensorsOf(torch.nn.Module module)
    {
        for (var type = module.GetType(); type is not null && type != typeof(torch.nn.Module); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            {
                if (field.GetValue(module) is torch.Tensor tensor)
                    yield return ($"{module.GetName()}.{field.Name}", tensor);
            }
        }
    }
}
