using CovidGrpc.Training.Phantoms.Anatomy;
using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Disease;

/// <summary>One opacity: an ellipsoid whose surface noise has roughened, within one lobe or lung.</summary>
internal sealed record Lesion
{
    // The roughened surface stays within this multiple of the ellipsoid.
    private const double LargestExtent = 1.5;

    /// <summary>The ellipsoid, its first axis pointing to the pleura. In mm.</summary>
    public required Ellipsoid Shape { get; init; }

    /// <summary>The lobe it keeps to, or null for none.</summary>
    public LungLobe? Lobe { get; init; }

    /// <summary>How rough the surface is, 0 to 1.</summary>
    public required double Roughness { get; init; }

    /// <summary>Share of the radius over which the edge fades.</summary>
    public required double EdgeSoftness { get; init; }

    /// <summary>Attenuation of the ground glass in HU.</summary>
    public required double GroundGlassHu { get; init; }

    /// <summary>How deep within (0 surface, 1 centre) consolidation begins; above 1 there is none.</summary>
    public required double ConsolidationDepth { get; init; }

    /// <summary>Attenuation of the consolidation in HU.</summary>
    public required double ConsolidationHu { get; init; }

    /// <summary>HU that thickened septa add to the ground glass (crazy paving), 0 for none.</summary>
    public double SeptaHu { get; init; }

    /// <summary>Seed of the roughness.</summary>
    public required ulong NoiseSeed { get; init; }

    /// <summary>Whether any part may lie at the height z.</summary>
    public bool Touches(double z) =>
        Math.Abs(z - Shape.Centre.Z) < LargestExtent * Math.Max(Shape.HalfLength, Math.Max(Shape.HalfDepth, Shape.HalfHeight));

    /// <summary>How much of the place it takes.</summary>
    public LesionStrength At(Lungs lungs, double x, double y, double z)
    {
        double norm = Shape.Norm(x, y, z);
        if (norm > LargestExtent)
            return default;
        if (Lungs.IsLeft(x) != Lungs.IsLeft(Shape.Centre.X))
            return default;

        var noise = new ValueNoise(NoiseSeed);
        double smallest = Math.Min(Shape.HalfLength, Math.Min(Shape.HalfDepth, Shape.HalfHeight));
        double rough = noise.Fractal(x, y, z, 0.75 * smallest + 4) * Roughness;
        double depth = 1 - norm + rough;
        double withinLobe = 1;
        if (Lobe is { } lobe)
            withinLobe = Implicit.Step(-0.6, 0.6, lungs.WithinLobe(lobe, x, y, z));

        double groundGlass = withinLobe * Implicit.Step(0, EdgeSoftness, depth);
        if (groundGlass <= 0)
            return default;
        double consolidation = withinLobe * Implicit.Step(ConsolidationDepth - 0.05, ConsolidationDepth + 0.05, depth);
        double texture = 50 * noise.Fractal(x + 41, y, z, 9);
        double septa = SeptaHu * Implicit.Step(0.22, 0.02, Math.Abs(noise.At(x, y + 23, z, 5.5)));
        return new LesionStrength(
            groundGlass,
            GroundGlassHu + texture + septa,
            consolidation,
            ConsolidationHu + 0.3 * texture);
    }
}
