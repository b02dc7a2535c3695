using CovidGrpc.Training.Data;

namespace CovidGrpc.Training.Configuration;

/// <summary>Opens data sets by their layout.</summary>
internal static class DataSources
{
    /// <param name="layout">How it lies on disk; not <see cref="DataLayout.Phantoms"/>.</param>
    /// <param name="name">What it is called in reports, where the layout leaves that open.</param>
    /// <param name="folder">Where it lies.</param>
    /// <exception cref="DataSetException">The folder is not as the layout says.</exception>
    internal static ISliceSource Open(DataLayout layout, string name, string folder)
    {
        return layout switch
        {
            DataLayout.MedSeg => new MaskedFolder(MaskedFolderOptions.MedSeg(folder)),
            DataLayout.Zenodo20 => new MaskedFolder(MaskedFolderOptions.Zenodo20(folder)),
            DataLayout.CncbLesions => new MaskedFolder(MaskedFolderOptions.CncbLesions(folder)),
            DataLayout.CncbClassification => new CncbClassification(folder),
            DataLayout.IctcfSlices => new IctcfSlices(folder),
            DataLayout.IctcfPatients => new IctcfPatients(folder, Path.Combine(folder, "patients.csv")),
            DataLayout.DicomSeries => new DicomSeriesFolder(folder, new() { Name = name, OnlyInfected = true }),
            _ => throw new ArgumentOutOfRangeException(nameof(layout)),
        };
    }
}
