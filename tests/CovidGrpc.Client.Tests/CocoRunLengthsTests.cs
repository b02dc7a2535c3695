using System.Text.Json;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;

namespace CovidGrpc.Client.Tests;

public sealed class CocoRunLengthsTests
{
    [Fact]
    public void Decode_GoldenMasks_HaveTheRecordedAreas()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "golden", "one_shot", "units.json")));
        var paste = golden.RootElement.GetProperty("paste");
        var masks = paste.GetProperty("rle_coco").EnumerateArray().Select(rle => CocoRunLengths.Decode(new Mask { Rows = 512, Columns = 512, Rle = rle.GetString() }));

        Assert.Equal(paste.GetProperty("area").EnumerateArray().Select(area => area.GetInt32()), masks.Select(mask => mask.Count(pixel => pixel)));
    }

    [Fact]
    public void Decode_HandMadeMask_IsReadDownTheColumns()
    {
        // Columns of 2 rows: 0 1 | 1 0 | 0 0; runs 1 zero, 2 ones, 3 zeros.
        var mask = CocoRunLengths.Decode(new Mask { Rows = 2, Columns = 3, Rle = "123" });

        Assert.Equal([false, true, false, true, false, false], mask);
    }

    [Fact]
    public void Decode_FourthRun_IsTheDifferenceToTheSecond()
    {
        // Runs 1, 2, 3 and 2 + (-1) = 1; -1 is the digit 31, which is the letter O.
        var mask = CocoRunLengths.Decode(new Mask { Rows = 7, Columns = 1, Rle = "123O" });

        Assert.Equal([false, true, true, false, false, false, true], mask);
    }

    [Theory]
    [InlineData("6", new[] { false, false, false, false, false, false })]
    [InlineData("06", new[] { true, true, true, true, true, true })]
    public void Decode_EmptyOrFullMask_IsRead(string rle, bool[] expected) =>
        Assert.Equal(expected, CocoRunLengths.Decode(new Mask { Rows = 2, Columns = 3, Rle = rle }));

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("124")]
    [InlineData("O7")]
    [InlineData("12P")]
    [InlineData("12 ")]
    [InlineData("12é")]
    [InlineData("PPPPPPPP1")]
    [InlineData("oooooooo0")]
    public void Decode_DamagedText_IsRefused(string rle) =>
        Assert.Throws<FormatException>(() => CocoRunLengths.Decode(new Mask { Rows = 2, Columns = 3, Rle = rle }));

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    [InlineData(8193, 1)]
    [InlineData(uint.MaxValue, uint.MaxValue)]
    public void Decode_ImpossibleSize_IsRefusedWithoutMemoryForIt(uint rows, uint columns) =>
        Assert.Throws<FormatException>(() => CocoRunLengths.Decode(new Mask { Rows = rows, Columns = columns, Rle = "0" }));
}
