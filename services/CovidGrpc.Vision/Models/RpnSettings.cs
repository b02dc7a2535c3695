namespace CovidGrpc.Vision.Models;

/// <summary>How the region proposal network chooses.</summary>
/// <param name="PreNmsTopN">Boxes with the highest objectness that enter non-maximum suppression, 1 to 2000.</param>
/// <param name="PostNmsTopN">Proposals kept, 1 to 1000.</param>
/// <param name="NmsThreshold">A box is dropped when it overlaps a better one by an IoU above this, 0 to 1.</param>
public sealed record RpnSettings(int PreNmsTopN, int PostNmsTopN, double NmsThreshold);
