using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>Skin, fat, breasts, muscles and bones around the rib cage.</summary>
internal sealed class ChestWall(Physique physique, Thorax thorax)
{
    private const double SkinMm = 1.5;
    private const double RibLayerMm = 11;

    private readonly Skeleton _skeleton = new(physique, thorax);
    private readonly ValueNoise _noise = new(physique.NoiseSeed + 4);
    private readonly Ellipsoid[] _breasts =
    [
        Breast(physique, thorax, -1),
        Breast(physique, thorax, 1),
    ];

    /// <summary>Distance to the skin, negative inside the body.</summary>
    public double SkinDistance(in Outline skin, double x, double y, double z)
    {
        double distance = skin.Distance(x, y) + 2.5 * _noise.At(x, y, z, 60);
        // A furrow along the spine and one before the sternum.
        double furrow = 6 * Implicit.Step(24, 0, Math.Abs(x)) * Implicit.Step(0.5, 0.9, Math.Abs(skin.Backness(x, y)));
        distance += furrow;
        if (physique.BreastSize > 0)
        {
            foreach (ref readonly var breast in _breasts.AsSpan())
            {
                if (breast.Touches(z, 20))
                    distance = Implicit.Union(distance, breast.Distance(x, y, z), 16);
            }
        }
        return distance;
    }

    /// <summary>The tissue between the skin and the inner side of the rib cage.</summary>
    public Tissue TissueAt(in Outline cage, double x, double y, double z, double cageDistance, double skinDistance)
    {
        if (skinDistance > -SkinMm)
            return Tissue.Skin;
        double backness = cage.Backness(x, y);
        if (_skeleton.TissueAt(x, y, z, cageDistance, backness) is { } bone)
            return bone;
        if (cageDistance <= 0)
            return Tissue.Fat;
        return IsMuscle(x, y, z, cageDistance, backness) && skinDistance < -SkinMm - 2
            ? Tissue.Muscle
            : FatOrGland(x, y, z);
    }

    private bool IsMuscle(double x, double y, double z, double depth, double backness)
    {
        double planes = _noise.At(x, y, z, 9);
        double behindSpine = y - physique.SpineY(z);
        double erector = Implicit.Ellipse(
            Math.Abs(x) - 24 * physique.Scale, behindSpine - 37 * physique.Scale, 24 * physique.Scale, 15 * physique.Scale);
        if (erector < 0)
            return erector < -1 && planes < 0.72;

        double t = physique.RelativeHeight(z);
        double aside = Math.Abs(x);
        double pectoral = 13 * Implicit.Step(-0.1, -0.45, backness) * Implicit.Step(14, 34, aside) * Implicit.Band(0.5, 0.9, 0.18, t);
        double shoulder = 30 * Implicit.Band(0.3, 0.85, 0.5, backness) * Implicit.Step(38, 60, aside) * Implicit.Step(0.36, 0.62, t);
        double latissimus = 8 * Implicit.Band(-0.15, 0.75, 0.25, backness) * Implicit.Step(0.6, 0.4, t);
        double upper = 16 * Implicit.Step(0.75, 1.0, t);
        double outer = physique.MuscleScale * (2 + pectoral + shoulder + latissimus + upper) + 2 * _noise.At(x, y, z, 25);
        if (depth > RibLayerMm + outer)
            return false;

        // Fat lies between the layers, and in streaks within them.
        double layer = depth - RibLayerMm - 3 * _noise.At(x, y, z, 30);
        bool inPlane = (Math.Abs(layer) < 0.8 || Math.Abs(layer - 9) < 0.9) && _noise.At(x, y, z, 22) > -0.1;
        bool intercostalFat = depth < 2.2 && _noise.At(x, y, z, 16) > 0.1;
        return !inPlane && !intercostalFat && planes < 0.78;
    }

    private Tissue FatOrGland(double x, double y, double z)
    {
        if (physique.BreastSize > 0)
        {
            foreach (ref readonly var breast in _breasts.AsSpan())
            {
                if (breast.Touches(z, 0) && breast.Distance(x, y, z) < -9 && _noise.Fractal(x, y, z, 22) > 0.18)
                    return Tissue.Gland;
            }
        }
        return Tissue.Fat;
    }

    private static Ellipsoid Breast(Physique physique, Thorax thorax, int side)
    {
        double z = 0.42 * physique.LungHeight;
        double front = thorax.FrontOfLungs(z) - physique.FatThickness;
        double size = Math.Max(physique.BreastSize, 0.5);
        return Ellipsoid.Upright(
            new Point3(side * 0.58 * physique.ChestHalfWidth, front + 4, z),
            0.46 * physique.ChestHalfWidth,
            42 * size,
            68);
    }
}
