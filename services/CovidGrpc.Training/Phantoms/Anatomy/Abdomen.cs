using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>What lies below the diaphragm: liver, spleen, stomach with its air, and fat.</summary>
internal sealed class Abdomen
{
    private const double DiaphragmMm = 1.5;

    private readonly ValueNoise _noise;
    private readonly Ellipsoid _spleen;
    private readonly Ellipsoid _stomach;
    private readonly double _liverEdge;
    private readonly double _airLevelY;

    public Abdomen(Physique physique)
    {
        _noise = new ValueNoise(physique.NoiseSeed + 5);
        double halfWidth = physique.ChestHalfWidth, scale = physique.Scale;
        _spleen = Ellipsoid.Upright(
            physique.FromSpine(0, 14, 0.08) + new Point3(0.66 * halfWidth, 0, 0), 24 * scale, 36 * scale, 44 * scale);
        _stomach = Ellipsoid.Upright(
            physique.FromSpine(0, 78, 0.10) + new Point3(0.42 * halfWidth, 0, 0), 36 * scale, 42 * scale, 42 * scale);
        _airLevelY = _stomach.Centre.Y - (6 + 26 * (physique.RibPhase - 0.3)) * scale;
        _liverEdge = 0.18 * halfWidth;
    }

    /// <summary>The tissue at a place below the diaphragm, given its distance to it in mm.</summary>
    public Tissue TissueAt(double x, double y, double z, double diaphragmDistance)
    {
        double edge = _liverEdge - 0.35 * y + 8 * _noise.At(x, y, z, 40);
        if (x < edge)
            return Tissue.Liver;
        if (diaphragmDistance < DiaphragmMm)
            return Tissue.Muscle;
        if (_stomach.Distance(x, y, z) is var wall and < 0)
            return wall > -3.5 ? Tissue.Muscle : y < _airLevelY ? Tissue.GastricAir : Tissue.Stomach;
        return _spleen.Distance(x, y, z) < 0 ? Tissue.Spleen : Tissue.Fat;
    }
}
