using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>One slice through the mediastinum.</summary>
internal sealed class MediastinumSection(
    Physique physique,
    Thorax thorax,
    double z,
    TubeSegment[] vessels,
    TubeSegment[] airways,
    TubeSegment[] oesophagus,
    Ellipsoid[] chambers,
    Ellipsoid[] ventricles,
    double airwayWallMm)
{
    /// <summary>How far the envelope reaches around an organ at most; farther organs cannot shape a slice.</summary>
    public const double ReachMm = 16;

    private const double FatAroundVesselsMm = 2;
    private const double FatAroundHeartMm = 3.5;
    private const double SeamMm = 11;

    private readonly ValueNoise _noise = new(physique.NoiseSeed + 1);
    private readonly double _spineY = physique.SpineY(z);
    private readonly double _frontOfLungs = thorax.FrontOfLungs(z);
    private readonly double _columnHalfWidth = ColumnHalfWidth(physique, z);
    private readonly double _junctionHalfWidth =
        1.5 + 0.35 * ColumnHalfWidth(physique, z) * Implicit.Step(0.5, 0.8, physique.RelativeHeight(z));

    /// <summary>Distance to the space between the lungs, negative inside.</summary>
    public double Envelope(double x, double y)
    {
        double scale = physique.Scale;
        double behindSpine = y - _spineY - 9 * scale;
        double spine = Implicit.Ellipse(x, behindSpine, 21 * scale, 27 * scale);
        double ribNecks = Implicit.Ellipse(x, y - _spineY - 36 * scale, 40 * scale, 19 * scale);
        double column = Implicit.Rectangle(x, y - _spineY + 32 * scale, _columnHalfWidth, 36 * scale, 6);
        double junction = Implicit.Rectangle(
            x - Lungs.AnteriorJunctionX, y - _spineY + 105 * physique.DepthScale, _junctionHalfWidth, 60, 1);
        double behindSternum = Implicit.Ellipse(x, y - _frontOfLungs, 15 * scale, 11 * scale);
        double back = Implicit.Union(Implicit.Union(spine, ribNecks, 2 * SeamMm), column, SeamMm);
        double distance = Implicit.Union(back, Implicit.Union(junction, behindSternum, SeamMm), SeamMm);
        foreach (ref readonly var vessel in vessels.AsSpan())
            distance = Implicit.Union(distance, vessel.Distance(x, y, z) - FatAroundVesselsMm, SeamMm);
        foreach (ref readonly var airway in airways.AsSpan())
            distance = Implicit.Union(distance, airway.Distance(x, y, z) - airwayWallMm - FatAroundVesselsMm, SeamMm);
        foreach (ref readonly var chamber in chambers.AsSpan())
            distance = Implicit.Union(distance, chamber.Distance(x, y, z) - FatAroundHeartMm, SeamMm);
        foreach (ref readonly var ventricle in ventricles.AsSpan())
            distance = Implicit.Union(distance, ventricle.Distance(x, y, z) - FatAroundHeartMm, SeamMm);
        return distance + 1.5 * _noise.At(x, y, z, 14);
    }

    /// <summary>The organ at a place, or fat between organs.</summary>
    public Tissue TissueAt(double x, double y)
    {
        foreach (ref readonly var airway in airways.AsSpan())
        {
            if (airway.Distance(x, y, z) < 0)
                return Tissue.AirwayLumen;
        }
        foreach (ref readonly var airway in airways.AsSpan())
        {
            if (airway.Distance(x, y, z) < airwayWallMm)
                return Tissue.AirwayWall;
        }
        foreach (ref readonly var vessel in vessels.AsSpan())
        {
            if (vessel.Distance(x, y, z) < 0)
                return Tissue.Blood;
        }
        foreach (ref readonly var tube in oesophagus.AsSpan())
        {
            if (tube.Distance(x, y, z) < 0)
                return Tissue.Oesophagus;
        }
        double uneven = 1.5 * _noise.At(x, y, z, 18);
        foreach (ref readonly var chamber in chambers.AsSpan())
        {
            if (chamber.Distance(x, y, z) + uneven < 0)
                return Tissue.Blood;
        }
        foreach (ref readonly var ventricle in ventricles.AsSpan())
        {
            if (ventricle.Distance(x, y, z) + uneven < 0)
                return Tissue.Myocardium;
        }
        return Tissue.Fat;
    }

    private static double ColumnHalfWidth(Physique physique, double z) =>
        (9 + 24 * Implicit.Step(0.72, 1.02, physique.RelativeHeight(z))) * physique.WidthScale;
}
