using CovidGrpc.Training.Phantoms;

namespace CovidGrpc.Training.Tests.Phantoms;

public sealed class LesionPatternTests
{
    private const double PeripheralMm = 35;

    public static TheoryData<int> Seeds => [0, 1, 2, 3, int.MaxValue, int.MinValue];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Control_AnySeed_NoLesion(int seed) =>
        Assert.Empty(SmallPhantom.Places(Slices(seed, PhantomClass.Control), SmallPhantom.IsLesion));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void CommonPneumonia_AnySeed_OneLungMostlyConsolidation(int seed)
    {
        var slices = Slices(seed, PhantomClass.CommonPneumonia);

        var sides = SmallPhantom.Places(slices, SmallPhantom.IsLesion).Select(place => IsLeft(place.X)).Distinct();

        Assert.Single(sides);
        Assert.True(Count(slices, PhantomLabel.Consolidation) > Count(slices, PhantomLabel.GroundGlass));
        Assert.InRange(Involvement(slices), 0.01, 0.5);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Covid19_AnySeed_BothLungsMostlyGroundGlass(int seed)
    {
        var slices = Slices(seed, PhantomClass.Covid19);

        var sides = SmallPhantom.Places(slices, SmallPhantom.IsLesion).Select(place => IsLeft(place.X)).Distinct();

        Assert.Equal(2, sides.Count());
        Assert.True(Count(slices, PhantomLabel.GroundGlass) > 2 * Count(slices, PhantomLabel.Consolidation));
        Assert.InRange(Involvement(slices), 0.005, 0.5);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Covid19_AnySeed_MostlyPosteriorAndPeripheral(int seed)
    {
        var phantom = SmallPhantom.Create(seed, PhantomClass.Covid19);
        var slices = phantom.Slices();
        var sections = slices.ToDictionary(slice => slice.Z, slice => phantom.Body.Lungs.At(slice.Z));

        var lesions = SmallPhantom.Places(slices, SmallPhantom.IsLesion).ToArray();

        double middleOfLungs = SmallPhantom.Places(slices, label => label != PhantomLabel.Background).Average(place => place.Y);
        Assert.True(Share(lesions, place => place.Y > middleOfLungs) > 0.5);
        Assert.True(Share(lesions, place => sections[place.Z].Cage.Distance(place.X, place.Y) > -PeripheralMm) > 0.75);
    }

    [Fact]
    public void Covid19_ManySeeds_SomeWithConsolidation()
    {
        int withConsolidation = Enumerable.Range(10, 8).Count(seed => Count(Slices(seed, PhantomClass.Covid19), PhantomLabel.Consolidation) > 0);

        Assert.InRange(withConsolidation, 3, 8);
    }

    private static PhantomSlice[] Slices(int seed, PhantomClass phantomClass) =>
        SmallPhantom.Create(seed, phantomClass).Slices();

    private static int Count(PhantomSlice[] slices, PhantomLabel label) => slices.Sum(slice => slice.Count(label));

    private static double Involvement(PhantomSlice[] slices)
    {
        double lesion = Count(slices, PhantomLabel.GroundGlass) + Count(slices, PhantomLabel.Consolidation);
        return lesion / (lesion + Count(slices, PhantomLabel.Lung));
    }

    private static bool IsLeft(double x) => x > 0;

    private static double Share<T>(T[] all, Func<T, bool> isWanted) => (double)all.Count(isWanted) / all.Length;
}
