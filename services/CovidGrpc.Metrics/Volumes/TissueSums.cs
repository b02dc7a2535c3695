namespace CovidGrpc.Metrics.Volumes;

/// <summary>An amount of each tissue: pixels, mm² or mm³.</summary>
/// <param name="Lung">Lung outside of lesions.</param>
/// <param name="GroundGlassOpacity">Ground-glass opacity.</param>
/// <param name="Consolidation">Consolidation.</param>
internal readonly record struct TissueSums(double Lung, double GroundGlassOpacity, double Consolidation)
{
    public double All => Lung + GroundGlassOpacity + Consolidation;

    public static TissueSums operator +(TissueSums a, TissueSums b) =>
        new(a.Lung + b.Lung, a.GroundGlassOpacity + b.GroundGlassOpacity, a.Consolidation + b.Consolidation);

    public static TissueSums operator *(double factor, TissueSums sums) =>
        new(factor * sums.Lung, factor * sums.GroundGlassOpacity, factor * sums.Consolidation);
}
