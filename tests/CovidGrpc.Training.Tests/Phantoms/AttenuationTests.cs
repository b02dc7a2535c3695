using CovidGrpc.Training.Phantoms;
using CovidGrpc.Training.Phantoms.Anatomy;

namespace CovidGrpc.Training.Tests.Phantoms;

public sealed class AttenuationTests
{
    private const int Side = 160;

    public static TheoryData<int> Seeds => [1, 2, 3];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RenderSlice_Lung_LikeAir(int seed)
    {
        var slice = MiddleSlice(seed, PhantomClass.Control, out _);

        Assert.InRange(Median(slice, index => slice.LabelMap[index] == (byte)PhantomLabel.Lung), -950, -700);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RenderSlice_BodyAround_TissuesInTheirRanges(int seed)
    {
        var slice = MiddleSlice(seed, PhantomClass.Control, out var phantom);
        var tissues = TissuesOf(phantom, slice);

        Assert.InRange(Median(slice, index => tissues[index] == Tissue.Blood), 20, 70);
        Assert.InRange(Median(slice, index => tissues[index] == Tissue.Muscle), 0, 80);
        Assert.InRange(Median(slice, index => tissues[index] == Tissue.Fat), -140, -60);
        Assert.InRange(Median(slice, index => tissues[index] == Tissue.CorticalBone), 200, 1200);
        Assert.InRange(Median(slice, index => tissues[index] == Tissue.SpongyBone), 100, 500);
        Assert.InRange(Median(slice, index => tissues[index] == Tissue.Air), -1015, -985);
    }

    [Fact]
    public void RenderSlice_GroundGlass_BetweenLungAndSoftTissue()
    {
        foreach (int seed in Seeds)
        {
            var slice = MiddleSlice(seed, PhantomClass.Covid19, out _);
            double lung = Median(slice, index => slice.LabelMap[index] == (byte)PhantomLabel.Lung);

            double groundGlass = Median(slice, index => slice.LabelMap[index] == (byte)PhantomLabel.GroundGlass);

            Assert.InRange(groundGlass, Math.Max(-700, lung + 100), -300);
        }
    }

    [Fact]
    public void RenderSlice_Consolidation_LikeSoftTissue()
    {
        foreach (int seed in Seeds)
        {
            var slice = MiddleSlice(seed, PhantomClass.CommonPneumonia, out _);

            Assert.InRange(Median(slice, index => slice.LabelMap[index] == (byte)PhantomLabel.Consolidation), -20, 70);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RenderSlice_Labels_OnlyWithinLungs(int seed)
    {
        var slice = MiddleSlice(seed, PhantomClass.Covid19, out var phantom);
        var section = phantom.Body.At(slice.Z);

        foreach (int index in Enumerable.Range(0, slice.LabelMap.Length).Where(index => slice.LabelMap[index] != 0))
        {
            var (x, y) = Place(slice, index);
            Assert.True(section.Lungs.Distance(x, y) <= 0);
            Assert.True(section.SkinDistance(x, y) < 0);
        }
    }

    [Fact]
    public void RenderSlice_AnySeed_StaysWithinTwelveBits()
    {
        foreach (int seed in Seeds)
            Assert.All(MiddleSlice(seed, PhantomClass.Control, out _).HounsfieldUnits, hu => Assert.InRange(hu, -1024, 3071));
    }

    private static PhantomSlice MiddleSlice(int seed, PhantomClass phantomClass, out ChestPhantom phantom)
    {
        phantom = ChestPhantom.Create(new PhantomOptions(seed, phantomClass, Side, Side));
        return phantom.RenderSlice(phantom.RepresentativePosition());
    }

    private static Tissue[] TissuesOf(ChestPhantom phantom, PhantomSlice slice)
    {
        var section = phantom.Body.At(slice.Z);
        return
        [
            .. Enumerable.Range(0, slice.LabelMap.Length).Select(index =>
            {
                var (x, y) = Place(slice, index);
                double skin = section.SkinDistance(x, y);
                return skin < 0 && section.Lungs.Distance(x, y) < 0 ? Tissue.Lung : section.AroundLungs(x, y, skin);
            }),
        ];
    }

    private static (double X, double Y) Place(PhantomSlice slice, int index) => (
        slice.FirstPixelX + index % slice.Columns * slice.PixelSpacingMm,
        slice.FirstPixelY + index / slice.Columns * slice.PixelSpacingMm);

    private static double Median(PhantomSlice slice, Func<int, bool> isWanted)
    {
        var values = Enumerable.Range(0, slice.LabelMap.Length).Where(isWanted).Select(index => slice.HounsfieldUnits[index]).Order().ToArray();
        Assert.NotEmpty(values);
        return values[values.Length / 2];
    }
}
