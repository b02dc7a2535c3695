using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>A straight, tapering piece of a vessel or an airway with round ends.</summary>
internal readonly struct TubeSegment
{
    private readonly Point3 _start;
    private readonly Point3 _axis;
    private readonly double _inverseSquaredLength;
    private readonly double _startRadius;
    private readonly double _radiusChange;

    public TubeSegment(TubeNode start, TubeNode end)
    {
        _start = start.Centre;
        _axis = end.Centre - start.Centre;
        _inverseSquaredLength = 1 / Math.Max(_axis.Dot(_axis), 1e-9);
        _startRadius = start.Radius;
        _radiusChange = end.Radius - start.Radius;
    }

    public TubeNode Start => new(_start, _startRadius);

    public TubeNode End => new(_start + _axis, _startRadius + _radiusChange);

    public double LargestRadius => Math.Max(_startRadius, _startRadius + _radiusChange);

    /// <summary>Whether any part lies within <paramref name="marginMm"/> of the height z.</summary>
    public bool Touches(double z, double marginMm)
    {
        double reach = LargestRadius + marginMm;
        return Math.Min(_start.Z, _start.Z + _axis.Z) - reach <= z && z <= Math.Max(_start.Z, _start.Z + _axis.Z) + reach;
    }

    /// <summary>Distance to the tube's surface, negative inside.</summary>
    public double Distance(double x, double y, double z)
    {
        var offset = new Point3(x, y, z) - _start;
        double t = Math.Clamp(offset.Dot(_axis) * _inverseSquaredLength, 0, 1);
        return (offset - _axis * t).Length - _startRadius - t * _radiusChange;
    }
}
