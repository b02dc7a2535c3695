using System.Text.Json;
using CovidGrpc.Vision.Masks;
using CovidGrpc.Vision.Tests.Golden;
using CovidGrpc.Vision.Weights;

namespace CovidGrpc.Vision.Tests.Masks;

/// <summary>Mask pasting against torchvision's old scheme, boxes over every border included.</summary>
public sealed class PastedMaskTests
{
    private const int Cells = 28;

    private static readonly JsonElement Golden = GoldenJson.Read(GoldenFolder.Compact, "units.json").GetProperty("paste");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Encode_SharedBox_SameRunsAndSum(int index)
    {
        var mask = Paste(index);

        var encoded = mask.Encode(0.5);

        Assert.Equal(Golden.GetProperty("rle_coco")[index].GetString(), encoded.Counts);
        Assert.Equal(Golden.GetProperty("area")[index].GetInt64(), encoded.Area());
        Close.To([Golden.GetProperty("soft_sum")[index].GetSingle()], [(float)SoftSum(mask)], 1e-2, "sum of probabilities");
    }

    [Fact]
    public void Encode_BoxOnRightBorder_PastesNothing()
    {
        var probabilities = Enumerable.Repeat(1f, Cells * Cells).ToArray();

        Assert.Equal(0, new PastedMask(probabilities, Cells, new(64, 0, 64, 30), 64, 64).Encode(0.5).Area());
    }

    private static PastedMask Paste(int index)
    {
        var stream = new UniformStream("unit_mask");
        var probabilities = Enumerable.Range(index * Cells * Cells, Cells * Cells)
            .Select(i => 1f / (1f + MathF.Exp((float)(-4 * stream[i])))).ToArray();
        var box = Golden.GetProperty("boxes")[index].Floats();
        return new(probabilities, Cells, new(box[0], box[1], box[2], box[3]), 512, 512);
    }

    private static double SoftSum(PastedMask mask)
    {
        var column = new float[mask.Bottom - mask.Top];
        var sum = 0.0;
        for (var x = mask.Left; x < mask.Right; x++)
        {
            mask.ReadColumn(x, column);
            sum += column.Sum(value => (double)value);
        }

        return sum;
    }
}
