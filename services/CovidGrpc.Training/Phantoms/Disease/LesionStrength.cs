namespace CovidGrpc.Training.Phantoms.Disease;

/// <summary>How much of a place is diseased: shares in [0, 1], and the attenuation of the ground glass in HU.</summary>
internal readonly record struct LesionStrength(double GroundGlass, double GroundGlassHu, double Consolidation, double ConsolidationHu);
