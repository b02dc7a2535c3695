namespace CovidGrpc.Training.Configuration;

/// <summary>One data set of a run.</summary>
/// <param name="Name">Short; results are reported by it.</param>
/// <param name="Layout">How it lies on disk.</param>
internal sealed record DataConfig(string Name, DataLayout Layout)
{
    /// <summary>Where it lies; null for phantoms.</summary>
    public string? Folder { get; init; }

    /// <summary>How often a segmentation step draws from it, relative to the others.</summary>
    public double SegmentationShare { get; init; }

    /// <summary>How often a classification step draws from it, relative to the others.</summary>
    public double ClassShare { get; init; }

    /// <summary>How it is parted; null: all of it is learned from. Phantoms part themselves.</summary>
    public SplitConfig? Split { get; init; }

    /// <summary>At most so many kept-back slices are looked at in each validation, evenly spread.</summary>
    public int MostValidationSlices { get; init; } = 60;

    /// <summary>Phantoms alone: which, and how many.</summary>
    public PhantomConfig? Phantoms { get; init; }

    internal DataConfig Rooted(string folder)
    {
        return this with { Folder = Folder is null ? null : Path.Combine(folder, Folder), Split = Split?.Rooted(folder) };
    }

    internal IEnumerable<string> Errors()
    {
        if (Name.Length is 0 or > 64)
            yield return "data.name must have 1 to 64 characters";
        if (!(SegmentationShare >= 0 && ClassShare >= 0 && SegmentationShare + ClassShare < 1000))
            yield return $"data {Name}: shares must be 0 to 1000";
        if (Layout == DataLayout.Phantoms != Phantoms is not null)
            yield return $"data {Name}: phantoms, and no other layout, take the section phantoms";
        if (Layout == DataLayout.Phantoms != Folder is null)
            yield return $"data {Name}: folder must be given, but for phantoms";
        if (ClassShare > 0 && Layout is DataLayout.MedSeg or DataLayout.Zenodo20)
            yield return $"data {Name}: all of it is COVID-19, so class_share must be 0: a class would be learned from the look of the files";
        if (Layout == DataLayout.Phantoms && Split is not null)
            yield return $"data {Name}: phantoms part themselves, and take no split";
        if (MostValidationSlices is < 1 or > 100_000)
            yield return $"data {Name}: most_validation_slices must be 1 to 100000";
        foreach (var error in (Phantoms?.Errors(Name) ?? []).Concat(Split?.Errors(Name) ?? []))
            yield return error;
    }
}
