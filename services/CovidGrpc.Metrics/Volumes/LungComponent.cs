namespace CovidGrpc.Metrics.Volumes;

/// <summary>A connected part of the lungs in one slice, lesions included, as its pixels by patient x in bins of one millimetre.</summary>
/// <param name="FirstBin">Patient x of the first bin, mm.</param>
/// <param name="Bins">Pixels of each tissue by bin.</param>
internal sealed record LungComponent(int FirstBin, TissueSums[] Bins)
{
    /// <summary>The connected parts of a slice; pixels that touch at a side or a corner belong together.</summary>
    public static IReadOnlyList<LungComponent> Of(TissueMap map, SlicePlane plane)
    {
        var components = new List<LungComponent>();
        var labels = map.Labels;
        var seen = new bool[labels.Length];
        var pixels = new List<int>();
        for (var start = 0; start < labels.Length; start++)
        {
            if (labels[start] == 0 || seen[start])
                continue;
            Collect(map, start, seen, pixels);
            components.Add(From(map, plane, pixels));
            pixels.Clear();
        }

        return components;
    }

    private static void Collect(TissueMap map, int start, bool[] seen, List<int> pixels)
    {
        var labels = map.Labels;
        seen[start] = true;
        pixels.Add(start);
        // The list is the queue, too: what was found is looked at once.
        for (var next = 0; next < pixels.Count; next++)
        {
            var (column, row) = Math.DivRem(pixels[next], map.Rows);
            for (var x = Math.Max(column - 1, 0); x <= Math.Min(column + 1, map.Columns - 1); x++)
            {
                for (var y = Math.Max(row - 1, 0); y <= Math.Min(row + 1, map.Rows - 1); y++)
                {
                    var neighbour = (x * map.Rows) + y;
                    if (labels[neighbour] == 0 || seen[neighbour])
                        continue;
                    seen[neighbour] = true;
                    pixels.Add(neighbour);
                }
            }
        }
    }

    private static LungComponent From(TissueMap map, SlicePlane plane, List<int> pixels)
    {
        var bins = new Dictionary<int, TissueSums>();
        foreach (var pixel in pixels)
        {
            var (column, row) = Math.DivRem(pixel, map.Rows);
            var bin = (int)Math.Floor(plane.XOf(row, column));
            bins[bin] = bins.GetValueOrDefault(bin) + OnePixel(map.Labels[pixel]);
        }

        var (first, last) = (bins.Keys.Min(), bins.Keys.Max());
        return new LungComponent(first, [.. Enumerable.Range(first, last - first + 1).Select(bin => bins.GetValueOrDefault(bin))]);
    }

    private static TissueSums OnePixel(byte label) => (LungTissue)(label - 1) switch
    {
        LungTissue.Lung => new TissueSums(1, 0, 0),
        LungTissue.GroundGlassOpacity => new TissueSums(0, 1, 0),
        _ => new TissueSums(0, 0, 1),
    };
}
