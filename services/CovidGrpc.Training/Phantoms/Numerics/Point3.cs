namespace CovidGrpc.Training.Phantoms.Numerics;

/// <summary>
/// A point or a vector in mm, patient axes: x to the left, y to the back, z to the head. Own sums instead of
/// <see cref="System.Numerics.Vector3"/>, whose order of additions depends on the processor.
/// </summary>
internal readonly record struct Point3(double X, double Y, double Z)
{
    public double Length => Math.Sqrt(Dot(this));

    public static Point3 operator +(Point3 a, Point3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Point3 operator -(Point3 a, Point3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Point3 operator *(Point3 a, double scale) => new(a.X * scale, a.Y * scale, a.Z * scale);

    public double Dot(Point3 other) => X * other.X + Y * other.Y + Z * other.Z;

    public Point3 Cross(Point3 other) => new(
        Y * other.Z - Z * other.Y,
        Z * other.X - X * other.Z,
        X * other.Y - Y * other.X);

    /// <summary>The unit vector in this direction, or <paramref name="fallback"/> for a vector without length.</summary>
    public Point3 NormalizedOr(Point3 fallback)
    {
        double length = Length;
        return length < 1e-9 ? fallback : this * (1 / length);
    }

    /// <summary>The part of this vector that is perpendicular to the unit vector <paramref name="axis"/>.</summary>
    public Point3 Perpendicular(Point3 axis) => this - axis * Dot(axis);
}
