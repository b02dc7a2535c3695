using CovidGrpc.Training.Phantoms.Anatomy;
using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Disease;

/// <summary>The lesions of a patient, by class.</summary>
internal static class LesionPlan
{
    private const int Attempts = 20_000;

    /// <summary>Draws the lesions that belong to a class.</summary>
    public static IReadOnlyList<Lesion> Draw(PhantomClass phantomClass, Body body, SeededRandom random) => phantomClass switch
    {
        PhantomClass.CommonPneumonia => CommonPneumonia(body, random),
        PhantomClass.Covid19 => Covid19(body, random),
        _ => [],
    };

    /// <summary>
    /// Both lungs, several foci below the pleura, most of them behind and low; ground glass with soft edges, some with
    /// crazy paving or a consolidated core.
    /// </summary>
    private static List<Lesion> Covid19(Body body, SeededRandom random)
    {
        double severity = random.NextDouble();
        var lesions = new List<Lesion>();
        foreach (bool left in (ReadOnlySpan<bool>)[false, true])
        {
            int count = 2 + (int)(severity * 7) + random.Integer(0, 1);
            for (int i = 0; i < count; i++)
            {
                // The first focus of each lung is of a good size, so that both lungs show disease.
                bool posterior = i == 0 || random.Chance(0.88);
                double size = (i == 0 ? random.Uniform(0.85, 1.2) : random.Uniform(0.45, 1.2)) * (0.75 + 0.45 * severity);
                var (centre, outward) = BelowPleura(body, random, left, posterior, random.Uniform(2, 9) * size);
                bool consolidated = random.Chance(0.4);
                lesions.Add(new Lesion
                {
                    Shape = new Ellipsoid(
                        centre, outward, random.Uniform(11, 19) * size, random.Uniform(17, 32) * size, random.Uniform(15, 30) * size),
                    Roughness = random.Uniform(0.6, 1.0),
                    EdgeSoftness = random.Uniform(0.25, 0.5),
                    GroundGlassHu = random.Uniform(-610, -400),
                    ConsolidationDepth = consolidated ? random.Uniform(0.5, 0.8) : 2,
                    ConsolidationHu = random.Uniform(-60, 30),
                    SeptaHu = random.Chance(0.5) ? random.Uniform(60, 160) : 0,
                    NoiseSeed = random.NextUInt64(),
                });
            }
        }
        return lesions;
    }

    /// <summary>One lobe, filled to its fissures in part, with a narrow rim of ground glass and small foci around.</summary>
    private static List<Lesion> CommonPneumonia(Body body, SeededRandom random)
    {
        var lobe = (LungLobe)random.Integer((int)LungLobe.RightUpper, (int)LungLobe.LeftLower);
        var centre = WithinLobe(body, random, lobe);
        double size = random.Uniform(0.85, 1.25) * body.Physique.Scale;
        var lesions = new List<Lesion> { Opacity(centre, size, 0.15) };
        int foci = random.Integer(1, 4);
        for (int i = 0; i < foci; i++)
            lesions.Add(Opacity(centre + random.Direction() * (random.Uniform(25, 45) * size), random.Uniform(0.2, 0.4), 0.22));
        return lesions;

        Lesion Opacity(Point3 at, double scale, double consolidationDepth) => new()
        {
            Shape = new Ellipsoid(
                at, random.Direction(), random.Uniform(38, 54) * scale, random.Uniform(38, 54) * scale, random.Uniform(38, 54) * scale),
            Lobe = lobe,
            Roughness = random.Uniform(0.9, 1.3),
            EdgeSoftness = 0.14,
            GroundGlassHu = random.Uniform(-600, -450),
            ConsolidationDepth = consolidationDepth,
            ConsolidationHu = random.Uniform(15, 45),
            NoiseSeed = random.NextUInt64(),
        };
    }

    /// <summary>A place at a depth below the rib cage's pleura of one lung, and the direction outward.</summary>
    private static (Point3 Centre, Point3 Outward) BelowPleura(Body body, SeededRandom random, bool left, bool posterior, double depthMm)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double height = posterior ? random.Uniform(0.14, 0.66) : random.Uniform(0.25, 0.85);
            var section = body.Lungs.At(height * body.Physique.LungHeight);
            double x = random.Uniform(-1, 1) * section.Cage.HalfWidth;
            double y = section.Cage.CentreY + random.Uniform(-section.Cage.Anterior, section.Cage.Posterior);
            double backness = section.Cage.Backness(x, y);
            if (Lungs.IsLeft(x) != left || (posterior ? backness < 0.3 : backness is < -0.75 or > 0.5))
                continue;
            double cage = section.CageDistance(x, y);
            if (cage > -depthMm || cage < -depthMm - 6 || section.Distance(x, y) > -depthMm)
                continue;

            const double Step = 0.5;
            var outward = new Point3(
                section.Cage.Distance(x + Step, y) - section.Cage.Distance(x - Step, y),
                section.Cage.Distance(x, y + Step) - section.Cage.Distance(x, y - Step),
                0).NormalizedOr(new Point3(0, 1, 0));
            return (new Point3(x, y, section.Z), outward);
        }
        throw new InvalidOperationException("The lungs have no place below the pleura.");
    }

    /// <summary>A place well inside a lobe.</summary>
    private static Point3 WithinLobe(Body body, SeededRandom random, LungLobe lobe)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            var section = body.Lungs.At(random.Uniform(0.2, 0.85) * body.Physique.LungHeight);
            double x = random.Uniform(-1, 1) * section.Cage.HalfWidth;
            double y = section.Cage.CentreY + random.Uniform(-section.Cage.Anterior, section.Cage.Posterior);
            // Common pneumonia, too, reaches the pleura more often than not.
            if (section.Distance(x, y) is < -6 and > -22 && body.Lungs.WithinLobe(lobe, x, y, section.Z) > 10)
                return new Point3(x, y, section.Z);
        }
        throw new InvalidOperationException("The lobe has no place for a lesion.");
    }
}
