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

    /// <summary>
    /// The numbers at which the volumes start, rising, where file names are slice numbers: a volume is a patient. Null: patients are not known,
    /// and each slice counts as one of its own.
    /// </summary>
    public IReadOnlyList<int>? BlockStarts { get; init; }

    /// <summary>
    /// The layout of the MedSeg/SIRM slices: <c>img</c> as JPEG, <c>mask</c> as PNG (1 ground glass, 2 consolidation, lungs not labelled), stored
    /// transposed. All are COVID-19, so no class may be learned from them; patients are not known.
    /// </summary>
    internal static MaskedFolderOptions MedSeg(string folder) => new(
        "medseg",
        Path.Combine(folder, "img"),
        [new(Path.Combine(folder, "mask"), new Dictionary<byte, byte> { [1] = 1, [2] = 2 })],
        LabelCoding.Lesions)
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
        [
            new(Path.Combine(folder, "lungs"), new Dictionary<byte, byte> { [byte.MaxValue] = 1 }),
            new(Path.Combine(folder, "infection"), new Dictionary<byte, byte> { [byte.MaxValue] = 2 }),
        ],
        LabelCoding.LungAndInfection)
    {
        BlockStarts = [0, 159, 279, 397, 510, 626, 696],
    };
}
