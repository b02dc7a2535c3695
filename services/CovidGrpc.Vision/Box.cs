namespace CovidGrpc.Vision;

/// <summary>An axis-aligned box in pixels of the source image: x to the right, y down, half-open.</summary>
/// <param name="X1">Left edge.</param>
/// <param name="Y1">Top edge.</param>
/// <param name="X2">Right edge, at least <paramref name="X1"/>.</param>
/// <param name="Y2">Bottom edge, at least <paramref name="Y1"/>.</param>
public readonly record struct Box(float X1, float Y1, float X2, float Y2)
{
    /// <summary>The box with every coordinate multiplied by the factor of its axis.</summary>
    public Box Scale(float horizontally, float vertically)
    {
        return new(X1 * horizontally, Y1 * vertically, X2 * horizontally, Y2 * vertically);
    }
}
