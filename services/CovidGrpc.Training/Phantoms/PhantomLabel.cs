namespace CovidGrpc.Training.Phantoms;

/// <summary>The values of a label map. Lung excludes lesions, as in the authors' masks.</summary>
public enum PhantomLabel : byte
{
    /// <summary>Everything that is not lung.</summary>
    Background = 0,

    /// <summary>Lung without lesion, its small vessels and airways included.</summary>
    Lung = 1,

    /// <summary>Ground-glass opacity.</summary>
    GroundGlass = 2,

    /// <summary>Consolidation.</summary>
    Consolidation = 3,
}
