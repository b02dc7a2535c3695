namespace CovidGrpc.Metrics.Segmentation.Coco;

/// <summary>All that is kept of a prediction once its image is done.</summary>
/// <param name="Score">Its score.</param>
/// <param name="Image">Its image's id.</param>
/// <param name="Rank">Its place in its image and category by score, from 0.</param>
/// <param name="Matched">A bit for every area range and threshold: matched an object.</param>
/// <param name="Ignored">A bit for every area range and threshold: counts neither for nor against.</param>
internal readonly record struct RankedPrediction(double Score, long Image, byte Rank, ulong Matched, ulong Ignored)
    : IComparable<RankedPrediction>
{
    internal static ulong Bit(int range, int threshold) => 1UL << (range * CocoProtocol.Thresholds.Length + threshold);

    /// <summary>Highest score first; equal ones by image, then as they stand in their image.</summary>
    public int CompareTo(RankedPrediction other)
    {
        var byScore = other.Score.CompareTo(Score);
        var byImage = byScore != 0 ? byScore : Image.CompareTo(other.Image);
        return byImage != 0 ? byImage : Rank.CompareTo(other.Rank);
    }
}
