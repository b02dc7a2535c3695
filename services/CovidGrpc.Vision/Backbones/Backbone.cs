using System.Text.Json.Serialization;

namespace CovidGrpc.Vision.Backbones;

/// <summary>The convolutional network that turns a slice into features (torchvision's v1 layouts).</summary>
public enum Backbone
{
    /// <summary>ResNet-18.</summary>
    [JsonStringEnumMemberName("resnet18")]
    ResNet18,

    /// <summary>ResNet-34.</summary>
    [JsonStringEnumMemberName("resnet34")]
    ResNet34,

    /// <summary>ResNet-50.</summary>
    [JsonStringEnumMemberName("resnet50")]
    ResNet50,

    /// <summary>ResNeXt-50, 32 groups of width 4.</summary>
    [JsonStringEnumMemberName("resnext50_32x4d")]
    ResNeXt50,

    /// <summary>ResNeXt-101, 32 groups of width 8.</summary>
    [JsonStringEnumMemberName("resnext101_32x8d")]
    ResNeXt101,

    /// <summary>DenseNet-121; for image classifiers.</summary>
    [JsonStringEnumMemberName("densenet121")]
    DenseNet121,

    /// <summary>VGG-16 without batch norm; for image classifiers.</summary>
    [JsonStringEnumMemberName("vgg16")]
    Vgg16,
}
