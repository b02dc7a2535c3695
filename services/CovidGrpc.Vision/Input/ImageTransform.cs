using static TorchSharp.torch;

namespace CovidGrpc.Vision.Input;

/// <summary>Resizes and pads images as their geometry says.</summary>
internal static class ImageTransform
{
    /// <summary>[N, C, H, W] of the original size to [N, C, h, w] of the padded size; an image of that size comes back as it is.</summary>
    internal static Tensor Apply(Tensor images, ImageGeometry geometry)
    {
        if (geometry.Padded == geometry.Original)
            return images.alias();
        using var scope = NewDisposeScope();
        var resized = nn.functional.interpolate(
            images, scale_factor: [geometry.Scale, geometry.Scale], mode: InterpolationMode.Bilinear, align_corners: false);
        var (right, bottom) = (geometry.Padded.Width - geometry.Resized.Width, geometry.Padded.Height - geometry.Resized.Height);
        return nn.functional.pad(resized, [0, right, 0, bottom]).MoveToOuterDisposeScope();
    }
}
