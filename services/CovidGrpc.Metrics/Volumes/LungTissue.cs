namespace CovidGrpc.Metrics.Volumes;

/// <summary>Tissues of a lung. Where masks overlap the later one counts: consolidation over ground glass over lung.</summary>
public enum LungTissue
{
    /// <summary>Lung outside of lesions.</summary>
    Lung,

    /// <summary>Ground-glass opacity.</summary>
    GroundGlassOpacity,

    /// <summary>Consolidation.</summary>
    Consolidation,
}
