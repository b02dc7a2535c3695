using CovidGrpc.Training.Data;

namespace CovidGrpc.Training.Tests.Data;

public sealed class LabelledSliceTests
{
    [Fact]
    public void Resize_ToTwiceTheSize_RepeatsLabels()
    {
        var map = Pictures.Values((row, column) => (row + column) % 4);
        var slice = Slice() with { LabelMap = map, Coding = LabelCoding.Authors };

        var resized = slice.Resize(2 * Pictures.Rows, 2 * Pictures.Columns);

        Assert.Equal((2 * Pictures.Rows, 2 * Pictures.Columns), (resized.Rows, resized.Columns));
        Assert.Equal(resized.Rows * resized.Columns, resized.Pixels.Length);
        Assert.Equal(
            Pictures.Values((row, column) => (row / 2 + column / 2) % 4, resized.Rows, resized.Columns), resized.LabelMap!.Value.ToArray());
    }

    [Fact]
    public void Resize_ToAThird_TakesTheMiddleOfEachBlock()
    {
        var slice = new LabelledSlice("set", "patient", "slice", new byte[81], 9, 9)
        {
            LabelMap = Pictures.Values((row, column) => row % 3 == 1 && column % 3 == 1 ? 1 : 0, 9, 9),
            Coding = LabelCoding.Authors,
        };

        Assert.All(slice.Resize(3, 3).LabelMap!.Value.ToArray(), label => Assert.Equal(1, label));
    }

    [Fact]
    public void Resize_WithoutLabelMap_StaysWithout()
    {
        var resized = Slice().Resize(100, 100);

        Assert.Null(resized.LabelMap);
        Assert.Empty(resized.Instances());
    }

    private static LabelledSlice Slice() =>
        new("set", "patient", "slice", Pictures.Values((row, column) => row + column), Pictures.Rows, Pictures.Columns);
}
