using CovidGrpc.Metrics.Segmentation;
using FsCheck;
using FsCheck.Fluent;

namespace CovidGrpc.Metrics.Tests.Segmentation;

public sealed class RunLengthMaskTests
{
    [Fact]
    public void ToCompressed_GoldenDiagonal_SameText()
    {
        var example = GoldenMetrics.Numbers.GetProperty("rle_examples")[0];
        var rows = example.GetProperty("mask_rows").EnumerateArray().Select(row => row.GetString()!).ToArray();

        var mask = RunLengthMask.FromPixels([.. rows.SelectMany(row => row.Select(pixel => pixel == '1'))], rows.Length, rows[0].Length);

        Assert.Equal(example.GetProperty("counts").GetString(), mask.ToCompressed());
        Assert.Equal(5, mask.Area);
    }

    [Fact]
    public void FromCompressed_Written_SamePixels()
    {
        Prop.ForAll(Masks(), pixels =>
        {
            var mask = RunLengthMask.FromPixels(pixels, 6, 7);
            return RunLengthMask.FromCompressed(mask.ToCompressed(), 6, 7).ToPixels().SequenceEqual(pixels) && mask.Area == pixels.Count(pixel => pixel);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Intersection_TwoMasks_AsPixelByPixel()
    {
        Prop.ForAll(Masks(), Masks(), (first, second) =>
        {
            var (one, other) = (RunLengthMask.FromPixels(first, 6, 7), RunLengthMask.FromPixels(second, 6, 7));
            var common = first.Zip(second).Count(pair => pair.First && pair.Second);
            return one.Intersection(other) == common && other.Intersection(one) == common;
        }).QuickCheckThrowOnFailure();
    }

    private static Arbitrary<bool[]> Masks() => Gen.Elements(false, true).ArrayOf(42).ToArbitrary();
}
