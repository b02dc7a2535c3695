using CovidGrpc.Training.Augmentation;
using CovidGrpc.Training.Data;
using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Tests.Augmentation;

public sealed class SliceAugmentationTests
{
    private const int Side = 128;

    private static readonly AugmentationSettings Strong = new(30, 0.3, 0.1, Mirrors: true, Level: 0, Width: 0, Noise: 0);

    [Fact]
    public void Apply_Geometry_MovesImageAndLabelsAlike()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var changed = new SliceAugmentation(Strong).Apply(Square(), new(SeededRandom.Mix((ulong)seed)));

            var pixels = changed.Pixels.Span;
            var labels = changed.LabelMap!.Value.Span;
            var (both, either) = (0, 0);
            for (var i = 0; i < pixels.Length; i++)
            {
                both += pixels[i] > 127 && labels[i] == 2 ? 1 : 0;
                either += pixels[i] > 127 || labels[i] == 2 ? 1 : 0;
            }

            Assert.True(both > 0.93 * either, $"{both} of {either}");
        }
    }

    [Fact]
    public void Apply_EqualRandomNumbers_EqualSlices()
    {
        var settings = new AugmentationSettings(8, 0.12, 0.06, true, 0.06, 0.15, 6);

        var (first, second) = (new SliceAugmentation(settings).Apply(Square(), new(3)), new SliceAugmentation(settings).Apply(Square(), new(3)));

        Assert.True(first.Pixels.Span.SequenceEqual(second.Pixels.Span));
        Assert.False(first.Pixels.Span.SequenceEqual(Square().Pixels.Span));
    }

    [Fact]
    public void Apply_Window_KeepsTheOrderOfGreys()
    {
        var ramp = Square() with { Pixels = Enumerable.Range(0, Side * Side).Select(i => (byte)(i % Side * 2)).ToArray() };

        var changed = new SliceAugmentation(new(0, 0, 0, false, 0.3, 0.4, 0)).Apply(ramp, new(5)).Pixels.Span;

        // A last column and row have no neighbour to be interpolated with.
        for (var column = 1; column < Side - 1; column++)
            Assert.True(changed[5 * Side + column] >= changed[5 * Side + column - 1]);
        Assert.False(changed.SequenceEqual(ramp.Pixels.Span));
    }

    [Fact]
    public void Apply_None_SameSlice()
    {
        var slice = Square();

        Assert.Same(slice, new SliceAugmentation(AugmentationSettings.None).Apply(slice, new(1)));
    }

    private static LabelledSlice Square()
    {
        var (pixels, labels) = (new byte[Side * Side], new byte[Side * Side]);
        for (var y = 40; y < 90; y++)
        {
            pixels.AsSpan(y * Side + 50, 40).Fill(255);
            labels.AsSpan(y * Side + 50, 40).Fill(2);
        }

        return new("square", "1", "1", pixels, Side, Side) { LabelMap = labels, Coding = LabelCoding.Authors };
    }
}
