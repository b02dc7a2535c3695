using CovidGrpc.Training.Phantoms;

namespace CovidGrpc.Training.Tests.Phantoms;

public sealed class ChestPhantomTests
{
    [Theory]
    [InlineData(PhantomClass.Control)]
    [InlineData(PhantomClass.CommonPneumonia)]
    [InlineData(PhantomClass.Covid19)]
    public void RenderSlice_SameSeedTwice_SameBytes(PhantomClass phantomClass)
    {
        var first = SmallPhantom.Create(5, phantomClass).RenderSlice(110);
        var second = SmallPhantom.Create(5, phantomClass).RenderSlice(110);

        Assert.Equal(first.HounsfieldUnits, second.HounsfieldUnits);
        Assert.Equal(first.LabelMap, second.LabelMap);
    }

    [Fact]
    public async Task RenderSlice_FromSeveralThreadsInAnyOrder_SameBytes()
    {
        var phantom = SmallPhantom.Create(6, PhantomClass.Covid19);
        double[] heights = [60, 90, 120, 150];
        var oneByOne = heights.Select(phantom.RenderSlice).ToArray();

        var atOnce = await Task.WhenAll(heights.Reverse().Select(z => Task.Run(() => phantom.RenderSlice(z), TestContext.Current.CancellationToken)));

        Assert.All(oneByOne.Zip(atOnce.Reverse()), pair => Assert.Equal(pair.First.HounsfieldUnits, pair.Second.HounsfieldUnits));
    }

    [Fact]
    public void RenderSlice_DifferentSeeds_DifferentImages()
    {
        var slices = Enumerable.Range(-2, 5).Select(seed => SmallPhantom.Create(seed, PhantomClass.Control).RenderSlice(110)).ToArray();

        foreach (var slice in slices)
        {
            Assert.All(slices.Where(other => other != slice), other => Assert.NotEqual(slice.HounsfieldUnits, other.HounsfieldUnits));
            Assert.All(slices.Where(other => other != slice), other => Assert.NotEqual(slice.LabelMap, other.LabelMap));
        }
    }

    [Fact]
    public void RenderSlice_OtherClassOfTheSameSeed_SameLungs()
    {
        var healthy = SmallPhantom.Create(9, PhantomClass.Control).Slices();
        var ill = SmallPhantom.Create(9, PhantomClass.Covid19).Slices();

        Assert.All(healthy.Zip(ill), pair => Assert.Equal(
            pair.First.LabelMap.Select(label => label != 0), pair.Second.LabelMap.Select(label => label != 0)));
    }

    [Fact]
    public void RenderSlice_NeighbouringSlices_MasksOverlap()
    {
        var phantom = SmallPhantom.Create(7, PhantomClass.CommonPneumonia);
        double middle = phantom.RepresentativePosition();
        var here = phantom.RenderSlice(middle);
        var above = phantom.RenderSlice(middle + 2);

        Assert.True(Dice(here, above, label => label != PhantomLabel.Background) > 0.97);
        Assert.True(Dice(here, above, SmallPhantom.IsLesion) > 0.85);
    }

    [Fact]
    public void RenderSlice_OtherGrid_SameFieldOfViewAndAnatomy()
    {
        var coarse = ChestPhantom.Create(new PhantomOptions(3, PhantomClass.Covid19, 96, 96)).RenderSlice(100);
        var fine = ChestPhantom.Create(new PhantomOptions(3, PhantomClass.Covid19, 192, 192)).RenderSlice(100);

        Assert.Equal(96 * coarse.PixelSpacingMm, 192 * fine.PixelSpacingMm, 9);
        Assert.Equal(LungArea(fine), LungArea(coarse), 0.03 * LungArea(fine));

        static double LungArea(PhantomSlice slice) =>
            slice.LabelMap.Count(label => label != 0) * slice.PixelSpacingMm * slice.PixelSpacingMm;
    }

    [Fact]
    public void RepresentativePosition_LungsWithLesions_SliceWithMostLesion()
    {
        var phantom = SmallPhantom.Create(8, PhantomClass.CommonPneumonia);

        int chosen = LesionPixels(phantom.RenderSlice(phantom.RepresentativePosition()));

        int most = phantom.Slices().Max(LesionPixels);
        Assert.InRange(chosen, 0.9 * most, double.PositiveInfinity);
    }

    [Fact]
    public void SlicePositions_Count_EvenFromBaseToApex()
    {
        var phantom = SmallPhantom.Create(1, PhantomClass.Control);

        var positions = phantom.SlicePositions(11);

        Assert.Equal(0, positions[0]);
        Assert.Equal(phantom.LungHeightMm, positions[^1]);
        Assert.All(positions.Zip(positions.Skip(1)), pair => Assert.Equal(phantom.LungHeightMm / 10, pair.Second - pair.First, 2));
    }

    [Fact]
    public void RenderSlices_LungsWhole_VolumeOfAnAdult()
    {
        foreach (int seed in Enumerable.Range(0, 4))
        {
            var phantom = SmallPhantom.Create(seed, PhantomClass.Control);
            var slices = phantom.Slices();
            double voxel = slices[0].PixelSpacingMm * slices[0].PixelSpacingMm * (slices[1].Z - slices[0].Z);

            double litres = slices.Sum(slice => slice.Count(PhantomLabel.Lung)) * voxel * 1e-6;

            Assert.InRange(litres, 2, 8);
        }
    }

    [Fact]
    public void RenderSlices_Cancelled_StopsBetweenSlices()
    {
        using var cancellation = new CancellationTokenSource();
        var slices = SmallPhantom.Create(1, PhantomClass.Control).RenderSlices(5, cancellation.Token).GetEnumerator();
        Assert.True(slices.MoveNext());

        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => slices.MoveNext());
    }

    [Theory]
    [InlineData(63, 512, 2.0, PhantomClass.Control)]
    [InlineData(512, 2049, 2.0, PhantomClass.Control)]
    [InlineData(512, 512, 0.4, PhantomClass.Control)]
    [InlineData(512, 512, double.NaN, PhantomClass.Control)]
    [InlineData(512, 512, 2.0, (PhantomClass)3)]
    public void Create_OptionOutOfRange_Refused(int rows, int columns, double thickness, PhantomClass phantomClass) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ChestPhantom.Create(new PhantomOptions(1, phantomClass, rows, columns, thickness)));

    [Theory]
    [InlineData(0)]
    [InlineData(2001)]
    public void RenderSlices_CountOutOfRange_RefusedAtOnce(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SmallPhantom.Create(1, PhantomClass.Control).RenderSlices(count, TestContext.Current.CancellationToken));

    private static int LesionPixels(PhantomSlice slice) => slice.LabelMap.Count(label => SmallPhantom.IsLesion((PhantomLabel)label));

    private static double Dice(PhantomSlice a, PhantomSlice b, Func<PhantomLabel, bool> isWanted)
    {
        var inA = a.LabelMap.Select(label => isWanted((PhantomLabel)label)).ToArray();
        var inB = b.LabelMap.Select(label => isWanted((PhantomLabel)label)).ToArray();
        return 2.0 * inA.Zip(inB).Count(pair => pair.First && pair.Second) / (inA.Count(x => x) + inB.Count(x => x));
    }
}
