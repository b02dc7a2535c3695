namespace CovidGrpc.Vision.Detection;

/// <summary>Fills the 16 slots of a sequence when fewer boxes survived: which box, by rank, stands in which slot.</summary>
/// <param name="count">Number of boxes, 1 to 15.</param>
internal delegate IReadOnlyList<int> RoiPadding(int count);
