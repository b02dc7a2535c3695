using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>An ellipsoid with its own axes: <paramref name="Axis"/> is the first, the second lies as near to y as it can.</summary>
internal readonly record struct Ellipsoid(Point3 Centre, Point3 Axis, double HalfLength, double HalfDepth, double HalfHeight)
{
    private readonly Point3 _second = SecondAxis(Axis);
    private readonly Point3 _third = Axis.Cross(SecondAxis(Axis));

    /// <summary>An ellipsoid along the patient's axes.</summary>
    public static Ellipsoid Upright(Point3 centre, double halfX, double halfY, double halfZ) =>
        new(centre, new Point3(1, 0, 0), halfX, halfY, halfZ);

    /// <summary>Whether any part may lie within <paramref name="marginMm"/> of the height z.</summary>
    public bool Touches(double z, double marginMm) =>
        Math.Abs(z - Centre.Z) <= Math.Max(HalfLength, Math.Max(HalfDepth, HalfHeight)) + marginMm;

    /// <summary>0 at the centre, 1 on the surface.</summary>
    public double Norm(double x, double y, double z)
    {
        var (u, v, w) = Scaled(x, y, z);
        return Math.Sqrt(u * u + v * v + w * w);
    }

    /// <summary>Distance to the surface, accurate near it, negative inside.</summary>
    public double Distance(double x, double y, double z)
    {
        var (u, v, w) = Scaled(x, y, z);
        double norm = Math.Sqrt(u * u + v * v + w * w);
        double a = u / HalfLength, b = v / HalfDepth, c = w / HalfHeight;
        double slope = Math.Sqrt(a * a + b * b + c * c);
        return slope < 1e-9 ? -Math.Min(HalfLength, Math.Min(HalfDepth, HalfHeight)) : norm * (norm - 1) / slope;
    }

    private (double U, double V, double W) Scaled(double x, double y, double z)
    {
        var offset = new Point3(x, y, z) - Centre;
        return (offset.Dot(Axis) / HalfLength, offset.Dot(_second) / HalfDepth, offset.Dot(_third) / HalfHeight);
    }

    private static Point3 SecondAxis(Point3 axis) => new Point3(0, 1, 0).Perpendicular(axis).NormalizedOr(new Point3(0, 0, 1));
}
