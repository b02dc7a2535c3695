namespace CovidGrpc.Metrics.Volumes;

/// <summary>How much of the body each slice stands for.</summary>
public static class SliceWeights
{
    /// <summary>
    /// Half the distance to each neighbour along the normal, mm. The first and the last slice reach outwards as far as inwards. The nominal
    /// thickness plays no part: slices may overlap or leave gaps.
    /// </summary>
    /// <param name="positions">Places along the normal, mm, ascending; at least two.</param>
    public static IReadOnlyList<double> Of(IReadOnlyList<double> positions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(positions.Count, 2);
        return
        [
            .. Enumerable.Range(0, positions.Count).Select(i =>
            {
                var below = i > 0 ? positions[i] - positions[i - 1] : positions[1] - positions[0];
                var above = i < positions.Count - 1 ? positions[i + 1] - positions[i] : positions[^1] - positions[^2];
                return (below + above) / 2;
            }),
        ];
    }
}
