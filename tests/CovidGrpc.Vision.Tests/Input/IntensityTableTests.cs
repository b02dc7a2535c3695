using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Tests.Golden;

namespace CovidGrpc.Vision.Tests.Input;

public sealed class IntensityTableTests
{
    [Fact]
    public void ZScore_SharedSlice_MeanAndUnbiasedDeviationOfTheAuthors()
    {
        var pixels = GreyPng.Read(Path.Combine(GoldenFolder.Compact, "images", "ct1.png")).Pixels.Span;
        var golden = GoldenJson.Read(GoldenFolder.Compact, "units.json").GetProperty("normalize_zscore_ct1");
        var (mean, deviation) = (golden.GetProperty("mean").GetSingle(), golden.GetProperty("std_unbiased").GetSingle());
        var normalised = new float[pixels.Length];

        IntensityTable.Of(pixels, Normalisation.ZScore).Apply(pixels, normalised);

        for (var i = 0; i < normalised.Length; i += 1001)
            Assert.Equal((pixels[i] / 255f - mean) / deviation, normalised[i], 1e-5);
    }

    [Fact]
    public void ImageNet_Channels_EachWithItsStatistics()
    {
        var normalised = new float[6];

        IntensityTable.Of([0, 255], Normalisation.ImageNet).Apply([0, 255], normalised);

        Close.To([-0.485f / 0.229f, 0.515f / 0.229f, -0.456f / 0.224f, 0.544f / 0.224f, -0.406f / 0.225f, 0.594f / 0.225f], normalised, 1e-6, "channels");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(85)]
    [InlineData(255)]
    public void ZScore_ConstantSlice_Zero(byte value)
    {
        var pixels = Enumerable.Repeat(value, 1000).ToArray();
        var normalised = new float[pixels.Length];

        var table = IntensityTable.Of(pixels, Normalisation.ZScore);
        table.Apply(pixels, normalised);

        Assert.True(table.IsConstant);
        Assert.All(normalised, number => Assert.Equal(0, number, 1e-6));
    }
}
