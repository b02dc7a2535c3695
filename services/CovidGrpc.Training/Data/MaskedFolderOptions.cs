namespace CovidGrpc.Training.Data;

/// <summary>A folder of images with one or more folders of masks, same name but for the extension.</summary>
/// <param name="Name">Of the data set.</param>
/// <param name="ImageFolder">The images.</param>
/// <param name="Masks">At least one; where several mark a pixel, the last one holds.</param>
/// <param name="Coding">What the values of the slice's label map mean.</param>
internal sealed record MaskedFolderOptions(string Name, string ImageFolder, IReadOnlyList<MaskLayer> Masks, LabelCoding Coding)
{
    /// <summary>Whether images and masks are stored with x and y swapped, which is undone.</summary>
    public bool IsTransposed { get; init; }

    /// <summary>Whose slice a name is; null: patients are not known, and each slice counts as one of its own.</summary>
    public PatientNaming? Patients { get; init; }

    /// <summary>
    /// The authors' layout of CNCB-NCOV's lesions: <c>imgs</c> and <c>masks</c>, named <c>PATIENT_SLICE</c>, with 1 lung, 2 ground glass,
    /// 3 consolidation. All patients have COVID-19, but not all slices show it, and no class is given.
    /// </summary>
    internal static MaskedFolderOptions CncbLesions(string folder) => new(
        "cncb-lesions", Path.Combine(folder, "imgs"), [MaskLayer.AsStored(Path.Combine(folder, "masks"), 1, 2, 3)], LabelCoding.Authors)
    {
        Patients = new PatientNaming.Prefix(),
    };

    /// <summary>
    /// The layout of the MedSeg/SIRM slices: <c>img</c> as JPEG, <c>mask</c> as PNG (1 ground glass, 2 consolidation, lungs not labelled), stored
    /// transposed. All are COVID-19, so no class may be learned from them; patients are not known.
    /// </summary>
    internal static MaskedFolderOptions MedSeg(string folder) => new(
        "medseg", Path.Combine(folder, "img"), [MaskLayer.AsStored(Path.Combine(folder, "mask"), 1, 2)], LabelCoding.Lesions)
    {
        IsTransposed = true,
    };

    /// <summary>
    /// The layout of COVID-19-CT-Seg as slices: <c>ct</c>, <c>lungs</c> and <c>infection</c> (0 or 255) named by a number that runs through seven
    /// volumes. Lungs include their lesions in the files and exclude them in the label map. All are COVID-19, so no class may be learned from them.
    /// </summary>
    internal static MaskedFolderOptions Zenodo20(string folder) => new(
        "zenodo20",
        Path.Combine(folder, "ct"),
        [MaskLayer.OnOff(Path.Combine(folder, "lungs"), 1), MaskLayer.OnOff(Path.Combine(folder, "infection"), 2)],
        LabelCoding.LungAndInfection)
    {
        Patients = new PatientNaming.Blocks(0, 159, 279, 397, 510, 626, 696),
    };
}
