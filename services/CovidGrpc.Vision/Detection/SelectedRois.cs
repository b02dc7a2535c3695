using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>The 16 RoIs that the classification branch chose of one image.</summary>
/// <param name="ByScore">In order of score, short lists repeated.</param>
/// <param name="DistanceOrder">[16], int64: ranks in order of distance from the origin.</param>
/// <param name="Survivors">Boxes that survived suppression, before the cut to 16.</param>
internal sealed record SelectedRois(ScoredBoxes ByScore, Tensor DistanceOrder, int Survivors)
{
    /// <summary>In order of the sequence.</summary>
    internal ScoredBoxes InSequence()
    {
        return ByScore.At(DistanceOrder);
    }
}
