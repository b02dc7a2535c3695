using CovidGrpc.Dicom.Answers;

namespace CovidGrpc.Dicom.Tests.Answers;

public sealed class BitMaskTests
{
    [Fact]
    public void Bits_MarkedPixels_LieRowByRowFromTheLowestBit()
    {
        var mask = new BitMask(3, 5) { [0, 0] = true, [1, 4] = true, [2, 4] = true };
        Assert.Equal([0b0000_0001, 0b0100_0010], mask.Bits.ToArray());
        Assert.Equal(3, mask.Count);
        mask[0, 0] = false;
        Assert.False(mask[0, 0]);
        Assert.Equal(2, mask.Count);
    }

    [Fact]
    public void UnionWith_Mask_MarksWhatEitherMarks()
    {
        var mask = new BitMask(2, 2) { [0, 1] = true };
        mask.UnionWith(new BitMask(2, 2) { [1, 0] = true });
        Assert.Equal([0b0110], mask.Bits.ToArray());
        Assert.Throws<ArgumentException>(() => mask.UnionWith(new BitMask(2, 3)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(65536, 1)]
    [InlineData(1, -1)]
    public void New_SizeThatNoImageHas_IsRefused(int rows, int columns) => Assert.Throws<ArgumentOutOfRangeException>(() => new BitMask(rows, columns));

    [Fact]
    public void Index_OutsideTheMask_IsRefused()
    {
        var mask = new BitMask(2, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => mask[2, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => mask[0, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => mask[-1, 0] = true);
    }
}
