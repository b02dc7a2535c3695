namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>A closed outline around the midline in one slice, between an ellipse and a superellipse. In mm; squareness 0 to 1.</summary>
internal readonly record struct Outline(
    double CentreY, double HalfWidth, double Anterior, double Posterior, double Squareness, double PosteriorSquareness)
{
    /// <summary>Radial distance to the outline, negative inside.</summary>
    public double Distance(double x, double y)
    {
        double dy = y - CentreY;
        double u = x / HalfWidth, v = dy / (dy < 0 ? Anterior : Posterior);
        double u2 = u * u, v2 = v * v;
        double round = Math.Sqrt(u2 + v2);
        double square = Math.Sqrt(Math.Sqrt(u2 * u2 + v2 * v2));
        double backness = v / Math.Max(round, 1e-6);
        double squareness = Squareness + (PosteriorSquareness - Squareness) * (0.5 + 0.5 * backness);
        double norm = round + squareness * (square - round);
        return norm < 1e-6 ? -HalfWidth : Math.Sqrt(x * x + dy * dy) * (norm - 1) / norm;
    }

    /// <summary>The direction from the centre: −1 in front, 0 at the sides, 1 behind.</summary>
    public double Backness(double x, double y)
    {
        double dy = y - CentreY;
        double u = x / HalfWidth, v = dy / (dy < 0 ? Anterior : Posterior);
        return v / Math.Max(Math.Sqrt(u * u + v * v), 1e-6);
    }
}
