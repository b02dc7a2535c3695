using CovidGrpc.Vision;
using CovidGrpc.Vision.Input;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Detection;

/// <summary>Brings targets to a network's device and to its resized image: boxes by the ratio of the sizes, masks by the nearest pixel.</summary>
/// <param name="tissues">Meaning of the labels 1, 2, ...</param>
/// <param name="device">The network's.</param>
internal sealed class TargetPlacement(IReadOnlyList<Tissue> tissues, Device device)
{
    /// <param name="target">At least one instance.</param>
    /// <param name="geometry">Of its slice.</param>
    /// <exception cref="ArgumentException">An instance is of a tissue without label, lies not within the slice or has a mask of another size.</exception>
    internal GroundTruth Place(SegmentationTarget target, ImageGeometry geometry)
    {
        foreach (var instance in target.Instances)
            Check(instance, target, geometry.Original);
        using var scope = NewDisposeScope();
        var isKnown = tissues.All(target.Labelled.Contains);
        var regions = isKnown ? [] : target.UnlabelledRegions ?? [new Box(0, 0, geometry.Original.Width, geometry.Original.Height)];
        bool[] classes = [true, .. tissues.Select(tissue => !target.Labelled.Contains(tissue))];
        return new(
            Place(target.Instances.Select(instance => instance.Box), geometry).MoveToOuterDisposeScope(),
            Classes(target.Instances).MoveToOuterDisposeScope(),
            Masks(target.Instances, geometry).MoveToOuterDisposeScope(),
            new(Place(regions, geometry).MoveToOuterDisposeScope(), tensor(classes).to(device).MoveToOuterDisposeScope()));
    }

    private Tensor Classes(IReadOnlyList<TissueInstance> instances)
    {
        var classes = new bool[instances.Count, tissues.Count + 1];
        foreach (var (i, instance) in instances.Index())
        {
            foreach (var tissue in (Tissue[])[instance.Tissue, .. instance.OrElse])
                classes[i, LabelOf(tissue)] = true;
        }

        return tensor(classes).to(device);
    }

    private Tensor Masks(IReadOnlyList<TissueInstance> instances, ImageGeometry geometry)
    {
        var (height, width) = ((int)geometry.Original.Height, (int)geometry.Original.Width);
        var masks = empty([instances.Count, height, width], ScalarType.Byte);
        foreach (var (i, instance) in instances.Index())
            instance.Mask.Span.CopyTo(masks.bytes[checked(i * height * width)..]);
        var onDevice = masks.to(device);
        if (geometry.Resized == geometry.Original)
            return onDevice;
        var resized = nn.functional.interpolate(
            onDevice.unsqueeze(1).to(ScalarType.Float32), scale_factor: [geometry.Scale, geometry.Scale], mode: InterpolationMode.Nearest);
        return resized.squeeze(1).to(ScalarType.Byte);
    }

    private Tensor Place(IEnumerable<Box> boxes, ImageGeometry geometry)
    {
        var horizontally = (float)geometry.Resized.Width / geometry.Original.Width;
        var vertically = (float)geometry.Resized.Height / geometry.Original.Height;
        var corners = boxes.Select(box => box.Scale(horizontally, vertically)).SelectMany(box => new[] { box.X1, box.Y1, box.X2, box.Y2 });
        return tensor(corners.ToArray()).view(-1, 4).to(device);
    }

    private void Check(TissueInstance instance, SegmentationTarget target, ImageSize image)
    {
        foreach (var tissue in (Tissue[])[instance.Tissue, .. instance.OrElse])
        {
            if (LabelOf(tissue) == 0 || !target.Labelled.Contains(tissue))
                throw new ArgumentException($"An instance of {tissue}, which is no labelled tissue.", nameof(target));
        }

        var box = instance.Box;
        if (!(box.X1 >= 0 && box.Y1 >= 0 && box.X1 < box.X2 && box.Y1 < box.Y2 && box.X2 <= image.Width && box.Y2 <= image.Height))
            throw new ArgumentException($"{box} is no box within {image.Width}×{image.Height} pixels.", nameof(target));
        if (instance.Mask.Length != image.Height * image.Width)
            throw new ArgumentException($"A mask of {instance.Mask.Length} pixels in a slice of {image.Width}×{image.Height}.", nameof(target));
    }

    // 0 for a tissue that the network does not know.
    private int LabelOf(Tissue tissue)
    {
        return tissues.Index().Where(entry => entry.Item == tissue).Select(entry => entry.Index + 1).FirstOrDefault();
    }
}
