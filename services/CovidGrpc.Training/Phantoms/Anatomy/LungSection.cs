using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>One slice through the lungs.</summary>
internal sealed class LungSection(double z, Thorax thorax, MediastinumSection mediastinum, ValueNoise noise)
{
    private const double JunctionMm = 9;
    // The domes of the diaphragm are inclined: heights above them overstate distances.
    private const double DiaphragmSlope = 0.65;

    public double Z { get; } = z;

    public Outline Cage { get; } = thorax.CageAt(z);

    public MediastinumSection Mediastinum { get; } = mediastinum;

    /// <summary>Distance to the inner side of the rib cage, negative inside.</summary>
    public double CageDistance(double x, double y) => Cage.Distance(x, y) + 2.2 * noise.At(x, y, Z, 34);

    /// <summary>Distance to the diaphragm, negative above it.</summary>
    public double DiaphragmDistance(double x, double y) => DiaphragmSlope * (thorax.DiaphragmHeight(x, y) - Z);

    /// <summary>Distance to the surface of the lungs, negative inside.</summary>
    public double Distance(double x, double y)
    {
        double cage = CageDistance(x, y);
        if (cage > JunctionMm)
            return cage;
        double open = Implicit.Intersection(cage, -Mediastinum.Envelope(x, y), JunctionMm);
        return Implicit.Intersection(open, DiaphragmDistance(x, y), JunctionMm / 2);
    }
}
