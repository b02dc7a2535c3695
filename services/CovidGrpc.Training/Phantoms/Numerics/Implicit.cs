namespace CovidGrpc.Training.Phantoms.Numerics;

/// <summary>
/// Shapes as signed distances in mm, negative inside. Square roots and the four operations only: IEEE 754 fixes their
/// last bit, which it does not for sines, powers and exponentials.
/// </summary>
internal static class Implicit
{
    /// <summary>The union of two shapes, their seam rounded over <paramref name="widthMm"/>.</summary>
    public static double Union(double a, double b, double widthMm)
    {
        double overlap = Math.Max(widthMm - Math.Abs(a - b), 0);
        return Math.Min(a, b) - overlap * overlap / (4 * widthMm);
    }

    /// <summary>The intersection of two shapes, their edge rounded over <paramref name="widthMm"/>.</summary>
    public static double Intersection(double a, double b, double widthMm) => -Union(-a, -b, widthMm);

    /// <summary>0 below <paramref name="low"/>, 1 above <paramref name="high"/>, smooth between.</summary>
    public static double Step(double low, double high, double value)
    {
        double t = Math.Clamp((value - low) / (high - low), 0, 1);
        return t * t * (3 - 2 * t);
    }

    /// <summary>1 between <paramref name="low"/> and <paramref name="high"/>, falling to 0 over <paramref name="ramp"/> outside.</summary>
    public static double Band(double low, double high, double ramp, double value) =>
        Step(low - ramp, low, value) * (1 - Step(high, high + ramp, value));

    /// <summary>The share of a pixel of width <paramref name="pixelMm"/> that lies inside at this distance.</summary>
    public static double Coverage(double distance, double pixelMm) => Math.Clamp(0.5 - distance / pixelMm, 0, 1);

    public static double Mix(double a, double b, double t) => a + (b - a) * t;

    /// <summary>Distance to an axis-aligned ellipse in the plane, accurate near its outline.</summary>
    public static double Ellipse(double x, double y, double halfX, double halfY)
    {
        double norm = Math.Sqrt(x * x / (halfX * halfX) + y * y / (halfY * halfY));
        double slope = Math.Sqrt(x * x / (halfX * halfX * halfX * halfX) + y * y / (halfY * halfY * halfY * halfY));
        return slope < 1e-9 ? -Math.Min(halfX, halfY) : norm * (norm - 1) / slope;
    }

    /// <summary>Distance to a rectangle with rounded corners in the plane.</summary>
    public static double Rectangle(double x, double y, double halfX, double halfY, double cornerMm)
    {
        double dx = Math.Abs(x) - halfX + cornerMm, dy = Math.Abs(y) - halfY + cornerMm;
        double outsideX = Math.Max(dx, 0), outsideY = Math.Max(dy, 0);
        return Math.Sqrt(outsideX * outsideX + outsideY * outsideY) + Math.Min(Math.Max(dx, dy), 0) - cornerMm;
    }

    /// <summary>Distance to the line from (ax, ay) to (bx, by) in the plane.</summary>
    public static double Line(double x, double y, double ax, double ay, double bx, double by)
    {
        double ux = bx - ax, uy = by - ay, vx = x - ax, vy = y - ay;
        double t = Math.Clamp((vx * ux + vy * uy) / (ux * ux + uy * uy), 0, 1);
        double dx = vx - t * ux, dy = vy - t * uy;
        return Math.Sqrt(dx * dx + dy * dy);
    }
}
