using CovidGrpc.Metrics.Segmentation;

namespace CovidGrpc.Training.Evaluation;

/// <summary>Tissues painted over each other, one number for each pixel: consolidation over ground glass over lung, as an overlay shows them.</summary>
public static class TissuePainting
{
    /// <summary>Ground-glass opacity or consolidation, where a data set does not tell them apart.</summary>
    public const byte Lesion = 4;

    /// <param name="objects">Categories and masks of rows × columns; of one category the order does not matter.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    internal static byte[] Of(IEnumerable<(int Category, RunLengthMask Mask)> objects, int rows, int columns)
    {
        var painting = new byte[checked(rows * columns)];
        foreach (var (category, mask) in objects.OrderBy(item => item.Category))
        {
            var pixels = mask.ToPixels();
            for (var i = 0; i < painting.Length; i++)
            {
                if (pixels[i])
                    painting[i] = (byte)category;
            }
        }

        return painting;
    }

    /// <summary>2 × pixels on which both show the same tissue ÷ pixels with a tissue of either: 0 to 1; 1 where neither shows any.</summary>
    internal static double Dice(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> found)
    {
        var (same, either) = (0L, 0L);
        for (var i = 0; i < truth.Length; i++)
        {
            either += (truth[i] != 0 ? 1 : 0) + (found[i] != 0 ? 1 : 0);
            if (truth[i] != 0 && truth[i] == found[i])
                same += 2;
        }

        return either == 0 ? 1 : (double)same / either;
    }
}
