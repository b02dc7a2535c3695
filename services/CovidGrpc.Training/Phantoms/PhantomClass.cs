namespace CovidGrpc.Training.Phantoms;

/// <summary>What a phantom's lungs show.</summary>
public enum PhantomClass
{
    /// <summary>Healthy lungs, no lesion.</summary>
    Control,

    /// <summary>Lobar pneumonia: one lung, mostly consolidation, air bronchograms.</summary>
    CommonPneumonia,

    /// <summary>COVID-19: both lungs, multifocal, subpleural and posterior, mostly ground glass.</summary>
    Covid19,
}
