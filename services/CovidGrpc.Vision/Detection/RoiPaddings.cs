namespace CovidGrpc.Vision.Detection;

/// <summary>The ways to fill a sequence. All keep the order of the boxes.</summary>
internal static class RoiPaddings
{
    private const int Slots = RoiSequence.Length;

    /// <summary>Of k boxes, box j fills slots ⌊16j/k⌋ to ⌊16(j+1)/k⌋ − 1.</summary>
    internal static IReadOnlyList<int> EvenSpread(int count)
    {
        return FromStarts([.. Enumerable.Range(0, count).Select(box => Slots * box / count)]);
    }

    /// <summary>
    /// As the authors do: runs of random length whose starts after the first come from a permutation, so the last box fills at least slots 14 and
    /// 15. For reproducing their numbers.
    /// </summary>
    /// <param name="permutation">Of 0 to 13.</param>
    internal static RoiPadding Authors(IReadOnlyList<int> permutation)
    {
        return count => FromStarts([0, .. permutation.Take(count - 1).Order().Select(start => start + 1)]);
    }

    private static int[] FromStarts(int[] starts)
    {
        return [.. Enumerable.Range(0, Slots).Select(slot => Array.FindLastIndex(starts, start => start <= slot))];
    }
}
