using System.Text;

namespace CovidGrpc.Metrics.Segmentation;

/// <summary>
/// COCO's text for runs: from the fourth on each is written as its difference to the run two before, in signed groups of five bits, lowest first,
/// each group plus 48 as one character. Bit 5 says that more groups follow, bit 4 of the last one is the sign.
/// </summary>
internal static class CompressedRuns
{
    internal const string WrongSum = "the runs of the mask do not add up to its size";

    private const int Offset = 48;
    private const int More = 0x20;
    private const int Sign = 0x10;
    private const int Group = 0x1F;
    private const int GroupBits = 5;

    // 35 bits: more than any difference of runs of the largest mask.
    private const int MostGroups = 7;

    internal static string Encode(ReadOnlySpan<int> runs)
    {
        var text = new StringBuilder();
        for (var i = 0; i < runs.Length; i++)
            Append(text, i > 2 ? runs[i] - runs[i - 2] : runs[i]);
        return text.ToString();
    }

    /// <exception cref="FormatException">The text is not an encoding of so many pixels.</exception>
    internal static int[] Decode(string text, int pixels)
    {
        var runs = new List<int>();
        var left = pixels;
        for (var at = 0; at < text.Length;)
        {
            var run = Read(text, ref at) + (runs.Count > 2 ? runs[^2] : 0);
            if (run < 0 || run > left)
                throw new FormatException(WrongSum);
            left -= (int)run;
            runs.Add((int)run);
        }

        return left == 0 ? [.. runs] : throw new FormatException(WrongSum);
    }

    private static void Append(StringBuilder text, int number)
    {
        while (true)
        {
            var group = number & Group;
            number >>= GroupBits;
            if (number == ((group & Sign) == 0 ? 0 : -1))
            {
                text.Append((char)(group + Offset));
                return;
            }

            text.Append((char)((group | More) + Offset));
        }
    }

    private static long Read(string text, ref int at)
    {
        var (number, bits) = (0L, 0);
        for (var groups = 0; groups < MostGroups && at < text.Length; groups++)
        {
            var group = text[at++] - Offset;
            if (group is < 0 or > (More | Group))
                break;
            number |= (long)(group & Group) << bits;
            bits += GroupBits;
            if ((group & More) == 0)
                return (group & Sign) == 0 ? number : number - (1L << bits);
        }

        throw new FormatException("the text of the mask's runs is damaged");
    }
}
