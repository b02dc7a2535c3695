using CovidGrpc.Vision;

namespace CovidGrpc.Training.Data;

/// <summary>
/// The instances of a label map: 8-connected components of each meaning. What an instance is comes from the map's value. The original takes the
/// rank of the value among those present in the slice, so a slice with consolidation and no ground glass teaches consolidation as ground glass;
/// that is not repeated here. Nor does it need a pixel of lung set at (0, 0), which the original sets where lung is absent.
/// </summary>
internal static class TissueComponents
{
    /// <summary>The authors' limit: a component of 100 pixels or less is no instance.</summary>
    internal const int LargestIgnored = 100;

    /// <summary>The components, by the lowest value that has their meaning, then by their first pixel in reading order.</summary>
    /// <param name="labelMap">Rows × columns values, row by row.</param>
    /// <param name="rows">Rows, positive.</param>
    /// <param name="columns">Columns, positive.</param>
    /// <param name="coding">What the values mean. Values of one meaning are one tissue: a component may run over both.</param>
    /// <param name="largestIgnored">Components of so many pixels or fewer are left out; 0 keeps all.</param>
    /// <exception cref="ArgumentException">The number of values is not rows × columns.</exception>
    /// <exception cref="DataSetException">The map holds a value that is not in the coding.</exception>
    internal static IReadOnlyList<LabelledInstance> Of(
        ReadOnlySpan<byte> labelMap, int rows, int columns, LabelCoding coding, int largestIgnored = LargestIgnored)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(largestIgnored);
        if (labelMap.Length != (long)rows * columns)
            throw new ArgumentException("The number of values is not rows × columns.", nameof(labelMap));

        var (remaining, meanings) = Meanings(labelMap, coding);
        var found = new List<(byte Value, LabelledInstance Instance)>();
        var pixels = new Stack<int>();
        var component = new List<int>();
        for (var first = 0; first < remaining.Length; first++)
        {
            var value = remaining[first];
            if (value == 0)
                continue;
            TakeComponent(remaining, rows, columns, first, pixels, component);
            if (component.Count > largestIgnored)
                found.Add((value, Instance(meanings[value], component, rows, columns)));
        }

        return [.. found.OrderBy(entry => entry.Value).Select(entry => entry.Instance)];
    }

    // Each pixel's value, or the lowest value of the same meaning; 0 where there is no tissue.
    private static (byte[] Values, IReadOnlyList<Tissue>[] Meanings) Meanings(ReadOnlySpan<byte> labelMap, LabelCoding coding)
    {
        var isPresent = new bool[byte.MaxValue + 1];
        foreach (var value in labelMap)
            isPresent[value] = true;
        var meanings = new IReadOnlyList<Tissue>[isPresent.Length];
        var canonical = new byte[isPresent.Length];
        for (var value = 0; value < isPresent.Length; value++)
        {
            meanings[value] = isPresent[value] ? coding.Of((byte)value) : [];
            if (meanings[value].Count > 0)
                canonical[value] = (byte)Array.FindIndex(meanings, 0, value + 1, tissues => tissues.SequenceEqual(meanings[value]));
        }

        var values = new byte[labelMap.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = canonical[labelMap[i]];
        return (values, meanings);
    }

    // Moves the component of a pixel from the map into the list.
    private static void TakeComponent(byte[] values, int rows, int columns, int first, Stack<int> pixels, List<int> component)
    {
        component.Clear();
        var value = values[first];
        values[first] = 0;
        pixels.Push(first);
        while (pixels.TryPop(out var pixel))
        {
            component.Add(pixel);
            var (row, column) = (pixel / columns, pixel % columns);
            for (var y = Math.Max(row - 1, 0); y <= Math.Min(row + 1, rows - 1); y++)
            {
                for (var x = Math.Max(column - 1, 0); x <= Math.Min(column + 1, columns - 1); x++)
                {
                    var neighbour = y * columns + x;
                    if (values[neighbour] != value)
                        continue;
                    values[neighbour] = 0;
                    pixels.Push(neighbour);
                }
            }
        }
    }

    private static LabelledInstance Instance(IReadOnlyList<Tissue> possible, List<int> component, int rows, int columns)
    {
        var mask = new byte[rows * columns];
        var (left, top, right, bottom) = (columns, rows, 0, 0);
        foreach (var pixel in component)
        {
            mask[pixel] = 1;
            var (row, column) = (pixel / columns, pixel % columns);
            (left, top) = (Math.Min(left, column), Math.Min(top, row));
            (right, bottom) = (Math.Max(right, column + 1), Math.Max(bottom, row + 1));
        }

        return new(possible, new(left, top, right, bottom), mask);
    }
}
