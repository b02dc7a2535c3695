using CovidGrpc.Training.Data;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Tests.Data;

public sealed class PhantomSourceTests
{
    private const int Side = 96;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void PhantomAt_SeedsOfTrainingAndHeldBack_NeverMeet()
    {
        int[] starts = [0, 1, 500, -3, int.MaxValue, int.MinValue];

        Assert.All(Seeds(starts, isHeldBack: false), seed => Assert.NotEqual(0, seed & 1));
        Assert.All(Seeds(starts, isHeldBack: true), seed => Assert.Equal(0, seed & 1));
        static IEnumerable<int> Seeds(int[] starts, bool isHeldBack) =>
            from start in starts
            let source = new PhantomSource(new() { Seed = start, IsHeldBack = isHeldBack, Side = Side })
            from index in (IEnumerable<int>)[0, 1, 2, 1000, int.MaxValue]
            select source.PhantomAt(index).Seed;
    }

    [Fact]
    public void PhantomAt_ThreeThatFollow_AreOneOfEachClass()
    {
        var source = new PhantomSource(new() { Seed = 5, Side = Side });

        var phantoms = Enumerable.Range(0, 300).Select(source.PhantomAt).ToArray();

        Assert.All(phantoms.Chunk(3), three => Assert.Equal(3, three.DistinctBy(phantom => phantom.Class).Count()));
        Assert.Equal(300, phantoms.DistinctBy(phantom => phantom.Seed).Count());
        Assert.Equal(3, phantoms.Chunk(3).Select(three => three[0].Class).Distinct().Count());
    }

    [Fact]
    public void Load_SlicesOfEveryClass_ShowLungAndWhatTheClassSays()
    {
        var source = new PhantomSource(new() { Seed = 11, Side = Side });

        foreach (var slice in Enumerable.Range(0, 30).Select(index => source.Load(index, Cancellation)))
        {
            var map = slice.LabelMap!.Value.Span;
            var lesion = map.Count((byte)Tissue.GroundGlassOpacity) + map.Count((byte)Tissue.Consolidation);
            Assert.Equal((Side, Side, Side * Side, Side * Side), (slice.Rows, slice.Columns, slice.Pixels.Length, map.Length));
            Assert.True(map.Count((byte)Tissue.Lung) + lesion > 0.01 * map.Length, slice.Id);
            Assert.Equal(slice.Class != DiagnosticClass.Control, lesion > 0);
        }
    }

    [Fact]
    public void Load_EqualOptions_GiveEqualSlices()
    {
        var options = new PhantomSourceOptions { Seed = 3, Side = Side, IsHeldBack = true };

        var (one, other) = (new PhantomSource(options).Load(7, Cancellation), new PhantomSource(options).Load(7, Cancellation));

        Assert.Equal(one.Id, other.Id);
        Assert.Equal(one.Pixels.ToArray(), other.Pixels.ToArray());
        Assert.Equal(one.LabelMap!.Value.ToArray(), other.LabelMap!.Value.ToArray());
    }

    [Fact]
    public async Task LoadFrom_SeveralThreads_GivesTheSlicesInOrder()
    {
        var source = new PhantomSource(new() { Seed = 1, Side = 64 });
        var expected = Enumerable.Range(4, 6).Select(index => source.Load(index, Cancellation).Id);

        var slices = await source.LoadFrom(4, new() { Ahead = 4, Workers = 3 }, Cancellation).Take(6).ToArrayAsync(Cancellation);

        Assert.Equal(expected, slices.Select(slice => slice.Id));
    }

    [Fact]
    public void Constructor_SideOutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PhantomSource(new() { Side = 32 }));
    }
}
