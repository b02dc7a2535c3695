namespace CovidGrpc.Dicom.Answers;

/// <summary>Classes of a verdict.</summary>
public enum DiagnosisClass
{
    /// <summary>Neither of the others.</summary>
    Control,

    /// <summary>Common pneumonia.</summary>
    CommonPneumonia,

    /// <summary>COVID-19.</summary>
    Covid19,
}
