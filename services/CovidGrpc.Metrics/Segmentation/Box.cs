namespace CovidGrpc.Metrics.Segmentation;

/// <summary>A box in pixels, half-open, as COCO writes it.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Width, not negative.</param>
/// <param name="Height">Height, not negative.</param>
public readonly record struct Box(double X, double Y, double Width, double Height)
{
    /// <summary>Width × height.</summary>
    public double Area => Width * Height;

    internal bool IsValid => double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Area) && Width >= 0 && Height >= 0;

    /// <summary>Area of the part that lies in both boxes; nothing is added to the sides.</summary>
    public double Intersection(Box other)
    {
        var width = Math.Min(X + Width, other.X + other.Width) - Math.Max(X, other.X);
        var height = Math.Min(Y + Height, other.Y + other.Height) - Math.Max(Y, other.Y);
        return width > 0 && height > 0 ? width * height : 0;
    }
}
