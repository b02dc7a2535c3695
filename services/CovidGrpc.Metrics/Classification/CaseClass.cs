namespace CovidGrpc.Metrics.Classification;

/// <summary>The classes of the networks, in the order of their outputs.</summary>
public enum CaseClass
{
    /// <summary>Neither pneumonia nor COVID-19.</summary>
    Control,

    /// <summary>Pneumonia of another cause.</summary>
    CommonPneumonia,

    /// <summary>COVID-19.</summary>
    Covid19,
}
