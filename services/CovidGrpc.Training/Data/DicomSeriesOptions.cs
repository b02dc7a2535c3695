namespace CovidGrpc.Training.Data;

/// <summary>What is taken of a folder of DICOM series.</summary>
internal sealed record DicomSeriesOptions
{
    /// <summary>Name of the data set.</summary>
    public string Name { get; init; } = "series";

    /// <summary>
    /// Whether slices of sick patients that do not show the infection are left out: they carry the patient's class and show nothing of it. Slices
    /// of controls are always taken.
    /// </summary>
    public bool OnlyInfected { get; init; }
}
