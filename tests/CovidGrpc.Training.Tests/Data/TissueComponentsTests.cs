using System.Text.Json;
using CovidGrpc.Testing;
using CovidGrpc.Training.Data;
using CovidGrpc.Training.Phantoms.Numerics;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Tests.Data;

public sealed class TissueComponentsTests
{
    private static readonly LabelCoding WithoutLungs = new(new Dictionary<byte, IReadOnlyList<Tissue>>
    {
        [1] = [],
        [2] = [Tissue.GroundGlassOpacity],
        [3] = [Tissue.Consolidation],
    });

    private static readonly LabelCoding MergedLesions = new(new Dictionary<byte, IReadOnlyList<Tissue>>
    {
        [1] = [],
        [2] = [Tissue.GroundGlassOpacity],
        [3] = [Tissue.GroundGlassOpacity],
    });

    // The original drops the first two values of a map and numbers the rest from 1: right where background, lung and ground glass are present.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Of_MapWithAllLowerValues_EqualsTheOriginal(int mask)
    {
        var golden = Golden(mask, "both");

        var instances = Of(mask, WithoutLungs);

        Assert.Equal(golden.Select(entry => entry with { Label = entry.Label + 1 }), instances);
    }

    [Fact]
    public void Of_ConsolidationWithoutGroundGlass_IsConsolidation()
    {
        var golden = Assert.Single(Golden(1, "both"));

        var instance = Assert.Single(Of(1, WithoutLungs));

        Assert.Equal(1, golden.Label);
        Assert.Equal(golden with { Label = (int)Tissue.Consolidation }, instance);
    }

    [Fact]
    public void Of_MapWithoutLung_KeepsWhatTheOriginalLoses()
    {
        var golden = Assert.Single(Golden(4, "both"));

        var instances = Of(4, WithoutLungs);

        Assert.Equal([2, 3], instances.Select(instance => instance.Label));
        Assert.Equal(golden with { Label = (int)Tissue.Consolidation }, instances[1]);
    }

    [Fact]
    public void Of_MapWithoutBackground_KeepsWhatTheOriginalLoses()
    {
        var golden = Assert.Single(Golden(6, "ggo"));

        // Two rectangles that touch by a corner are one object of 220 pixels; a square of exactly 100 pixels is none, 101 pixels are one.
        Assert.Equal([golden with { Label = 2 }, new(3, new(70, 70, 81, 80), 101)], Of(5, WithoutLungs));
    }

    // In map 4 the original loses ground glass by its rank, and with it all that is merged into it.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Of_TwoValuesOfOneMeaning_AreOneTissue(int mask)
    {
        var golden = Golden(mask, "merge");

        Assert.Equal(golden.Select(entry => entry with { Label = 2 }).Order(), Of(mask, MergedLesions).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_RandomMap_EqualsComponentsGrownByTheirLowestNumber(int seed)
    {
        const int Rows = 23, Columns = 31;
        var random = SeededRandom.Fork(seed, 1);
        var map = Pictures.Values((_, _) => random.Chance(0.5) ? random.Integer(1, 3) : 0, Rows, Columns);

        var instances = TissueComponents.Of(map, Rows, Columns, LabelCoding.Authors, largestIgnored: 2);

        var numbers = Grow(map, Rows, Columns);
        var expected = numbers.Index().Where(pixel => pixel.Item >= 0).GroupBy(pixel => pixel.Item, pixel => pixel.Index)
            .Where(pixels => pixels.Count() > 2)
            .OrderBy(pixels => map[pixels.Key]).ThenBy(pixels => pixels.Key)
            .ToArray();
        Assert.Equal(expected.Length, instances.Count);
        foreach (var (pixels, instance) in expected.Zip(instances))
        {
            Assert.Equal([(Tissue)map[pixels.Key]], instance.Possible);
            Assert.Equal(pixels, instance.Mask.ToArray().Index().Where(pixel => pixel.Item == 1).Select(pixel => pixel.Index));
            var (x, y) = (pixels.Select(pixel => pixel % Columns).ToArray(), pixels.Select(pixel => pixel / Columns).ToArray());
            Assert.Equal(new(x.Min(), y.Min(), x.Max() + 1, y.Max() + 1), instance.Box);
        }
    }

    [Fact]
    public void Of_LesionOfUnknownKind_MayBeEither()
    {
        var map = Pictures.Values((row, _) => row < 20 ? 2 : 0);

        var instance = Assert.Single(TissueComponents.Of(map, Pictures.Rows, Pictures.Columns, LabelCoding.LungAndInfection));

        Assert.Equal([Tissue.GroundGlassOpacity, Tissue.Consolidation], instance.Possible);
    }

    [Fact]
    public void Of_ValueOutsideTheCoding_IsRefusedByName()
    {
        var map = Pictures.Values((row, column) => row == 3 && column == 4 ? 7 : 1);

        var refusal = Assert.Throws<DataSetException>(() => TissueComponents.Of(map, Pictures.Rows, Pictures.Columns, LabelCoding.Lesions));

        Assert.Contains("7", refusal.Message);
        Assert.Contains("2 Consolidation", refusal.Message);
    }

    private static Found[] Of(int mask, LabelCoding coding)
    {
        var (map, rows, columns) = Pictures.Read(SharedFolder.Require($"golden/metrics/gt_masks/mask_{mask}.png"));
        return [.. TissueComponents.Of(map, rows, columns, coding).Select(instance => Describe(instance))];
    }

    private static Found Describe(LabelledInstance instance) =>
        new((int)Assert.Single(instance.Possible), instance.Box, instance.Mask.Span.Count((byte)1));

    private static Found[] Golden(int mask, string kind)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("golden/metrics/gt_components.json")));
        return [.. golden.RootElement.GetProperty("images")[mask].GetProperty(kind).EnumerateArray().Select(Describe)];
    }

    private static Found Describe(JsonElement entry)
    {
        var box = entry.GetProperty("box").EnumerateArray().Select(edge => edge.GetSingle()).ToArray();
        return new(entry.GetProperty("label").GetInt32(), new(box[0], box[1], box[2], box[3]), entry.GetProperty("area").GetInt32());
    }

    // Every pixel takes the lowest number among its equal neighbours until nothing changes.
    private static int[] Grow(byte[] map, int rows, int columns)
    {
        int[] numbers = [.. map.Select((value, i) => value == 0 ? -1 : i)];
        for (var isChanging = true; isChanging;)
        {
            isChanging = false;
            for (var i = 0; i < map.Length; i++)
            {
                var neighbours = from dy in Enumerable.Range(-1, 3)
                                 from dx in Enumerable.Range(-1, 3)
                                 let y = i / columns + dy
                                 let x = i % columns + dx
                                 where y >= 0 && y < rows && x >= 0 && x < columns && map[y * columns + x] == map[i]
                                 select numbers[y * columns + x];
                var lowest = neighbours.Min();
                isChanging |= lowest < numbers[i];
                numbers[i] = lowest;
            }
        }

        return numbers;
    }

    private sealed record Found(int Label, Box Box, int Area) : IComparable<Found>
    {
        public int CompareTo(Found? other) => (Label, Box.X1, Box.Y1).CompareTo((other!.Label, other.Box.X1, other.Box.Y1));
    }
}
