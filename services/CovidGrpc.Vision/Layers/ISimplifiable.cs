namespace CovidGrpc.Vision.Layers;

/// <summary>A module that knows fewer steps to the same result at inference.</summary>
internal interface ISimplifiable
{
    /// <summary>
    /// Joins linear steps that follow each other without anything between them; results differ by rounding alone. The weights are read from here
    /// on, never filled or trained.
    /// </summary>
    void Simplify();
}
