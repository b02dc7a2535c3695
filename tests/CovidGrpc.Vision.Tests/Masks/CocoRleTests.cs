using CovidGrpc.Vision.Masks;

namespace CovidGrpc.Vision.Tests.Masks;

public sealed class CocoRleTests
{
    [Fact]
    public void Encode_KnownMask_PycocotoolsText()
    {
        // Columns of a 3×3 mask: 010, 111, 001; runs 1 1 1 3 2 1.
        bool[] mask = [false, true, false, true, true, false, false, true, true];

        var encoded = CocoRle.Encode(mask, 3, 3);

        Assert.Equal([1L, 1L, 1L, 3L, 2L, 1L], encoded.Runs());
        Assert.Equal("11121N", encoded.Counts);
        Assert.Equal(5, encoded.Area());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 300)]
    [InlineData(512, 512)]
    public void Decode_Encoded_SameMask(int rows, int columns)
    {
        var random = new Random(rows);
        var mask = new bool[rows * columns];
        for (var i = 0; i < mask.Length; i++)
            mask[i] = (i > 0 && random.Next(20) > 0) ? mask[i - 1] : random.Next(2) == 0;

        var encoded = CocoRle.Encode(mask, rows, columns);

        Assert.Equal(mask, encoded.Decode());
        Assert.Equal(mask.Count(set => set), encoded.Area());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decode_UniformMask_SameMask(bool value)
    {
        var mask = Enumerable.Repeat(value, 20).ToArray();

        Assert.Equal(mask, CocoRle.Encode(mask, 4, 5).Decode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("8")]
    [InlineData("o")]
    [InlineData(":")]
    [InlineData("N4")]
    [InlineData("oooooooooo1")]
    [InlineData("é")]
    public void Decode_DamagedText_FormatException(string counts)
    {
        Assert.Throws<FormatException>(() => new CocoRle(3, 3, counts).Decode());
    }

    [Fact]
    public void Decode_SideOutOfRange_Refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CocoRle(100_000, 100_000, "0").Decode());
    }
}
