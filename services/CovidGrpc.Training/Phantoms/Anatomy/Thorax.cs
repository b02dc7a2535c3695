using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>The large surfaces of a patient: the inner side of the rib cage, the skin and the diaphragm.</summary>
internal sealed class Thorax(Physique physique)
{
    private const double WallBehindLungs = 23;
    private const double WallBeforeLungs = 15;
    private const double WallBesideLungs = 19;

    private readonly ValueNoise _noise = new(physique.NoiseSeed);

    /// <summary>The inner side of the rib cage at a height: the parietal pleura without mediastinum and diaphragm.</summary>
    public Outline CageAt(double z)
    {
        double t = physique.RelativeHeight(z);
        double depth = physique.ChestDepth * Dome(t, 0.42, 0.65);
        double back = BackOfLungs(z);
        return new Outline(
            CentreY: back - 0.41 * depth,
            HalfWidth: physique.ChestHalfWidth * Dome(t, 0.36, 0.68),
            Anterior: 0.59 * depth,
            Posterior: 0.41 * depth,
            physique.Squareness,
            PosteriorSquareness: 0.4);
    }

    /// <summary>The skin at a height, arms raised.</summary>
    public Outline SkinAt(double z)
    {
        double t = physique.RelativeHeight(z);
        double fat = physique.FatThickness;
        double shoulders = Implicit.Step(0.5, 0.95, t);
        double back = BackOfLungs(z) + WallBehindLungs * physique.Scale + 0.9 * fat;
        double front = FrontOfLungs(z) - WallBeforeLungs - fat;
        double centre = Implicit.Mix(front, back, 0.55);
        return new Outline(
            centre,
            physique.ChestHalfWidth + WallBesideLungs * physique.MuscleScale + 0.9 * fat + 34 * shoulders,
            centre - front,
            back - centre,
            Squareness: 0.4 + 0.25 * shoulders,
            PosteriorSquareness: 0.7);
    }

    /// <summary>Where the lungs end in front, were the rib cage not closed above.</summary>
    public double FrontOfLungs(double z)
    {
        double t = physique.RelativeHeight(z);
        return BackOfLungs(z) - physique.ChestDepth * (1 - 0.42 * Implicit.Step(0.5, 1.15, t)) + 4 * Implicit.Step(0.4, 0, t);
    }

    /// <summary>Where the lungs end behind.</summary>
    public double BackOfLungs(double z) => physique.SpineY(z) + 35 * physique.Scale;

    /// <summary>The height of the diaphragm above a place: two domes, the right one higher.</summary>
    public double DiaphragmHeight(double x, double y)
    {
        double level = physique.LungHeight * (0.36 - 0.12 * physique.Inspiration);
        double right = DomeHeight(x + 0.50 * physique.ChestHalfWidth, y, level);
        double left = DomeHeight(x - 0.50 * physique.ChestHalfWidth, y, level - 0.05 * physique.LungHeight);
        return -Implicit.Union(-right, -left, 20) + 2.5 * _noise.At(x, y, 0, 30);
    }

    private double DomeHeight(double fromCentre, double y, double level)
    {
        double u = fromCentre / (0.60 * physique.ChestHalfWidth);
        double v = (y + 0.16 * physique.ChestDepth) / (0.66 * physique.ChestDepth);
        double q = u * u + v * v;
        return Math.Max(level * (1 - 0.4 * q - 0.6 * q * q), -40);
    }

    /// <summary>A profile that is nearly 1 below <paramref name="shoulder"/> and closes like a circle towards the apex.</summary>
    private static double Dome(double t, double shoulder, double length)
    {
        if (t < shoulder)
        {
            double below = Math.Min(shoulder - t, 0.5);
            return 1 - 0.5 * below * below;
        }
        double u = Math.Min((t - shoulder) / length, 0.995);
        return Math.Sqrt(1 - u * u);
    }
}
