using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>The space of the lungs, and the fissures that part it into lobes.</summary>
internal sealed class Lungs(Physique physique, Thorax thorax, Mediastinum mediastinum)
{
    // The lungs come nearest behind the sternum, a little to the right of the midline.
    internal const double AnteriorJunctionX = -2;

    private readonly ValueNoise _noise = new(physique.NoiseSeed + 2);

    public Physique Physique { get; } = physique;

    /// <summary>One slice through the lungs.</summary>
    public LungSection At(double z) => new(z, thorax, mediastinum.At(z), _noise);

    /// <summary>
    /// Signed distance in mm to the oblique fissure, positive above it. It falls from the back above to the front below.
    /// </summary>
    public double AboveObliqueFissure(double x, double y, double z)
    {
        double height = Physique.LungHeight;
        double fromBack = (thorax.BackOfLungs(z) - y) / Physique.ChestDepth;
        double level = height * (0.74 - 0.62 * fromBack) + (x > 0 ? 0.03 * height : 0);
        // The fissure is steep: its normal is tilted by about 45 degrees.
        return 0.72 * (z - level) + 4 * _noise.At(x, y, z, 50);
    }

    /// <summary>Signed distance in mm to the horizontal fissure of the right lung, positive above it.</summary>
    public double AboveHorizontalFissure(double x, double y, double z) =>
        z - 0.47 * Physique.LungHeight + 0.08 * (y + x) + 4 * _noise.At(x, y, z, 45);

    /// <summary>Distance in mm to the nearest fissure of the lung on this side.</summary>
    public double FissureDistance(double x, double y, double z)
    {
        double oblique = AboveObliqueFissure(x, y, z);
        return x < 0 && oblique > 0 ? Math.Min(oblique, Math.Abs(AboveHorizontalFissure(x, y, z))) : Math.Abs(oblique);
    }

    /// <summary>Signed distance in mm to the border that a lobe shares with its neighbours, positive inside the lobe.</summary>
    public double WithinLobe(LungLobe lobe, double x, double y, double z)
    {
        if (IsLeft(x) != lobe is LungLobe.LeftUpper or LungLobe.LeftLower)
            return double.NegativeInfinity;
        double oblique = AboveObliqueFissure(x, y, z);
        return lobe switch
        {
            LungLobe.RightLower or LungLobe.LeftLower => -oblique,
            LungLobe.RightUpper => Math.Min(oblique, AboveHorizontalFissure(x, y, z)),
            LungLobe.RightMiddle => Math.Min(oblique, -AboveHorizontalFissure(x, y, z)),
            _ => oblique,
        };
    }

    /// <summary>Whether a place within the lungs belongs to the left one.</summary>
    public static bool IsLeft(double x) => x > AnteriorJunctionX;
}
