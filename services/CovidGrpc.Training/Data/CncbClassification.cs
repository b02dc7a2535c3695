using System.Text.RegularExpressions;

namespace CovidGrpc.Training.Data;

/// <summary>
/// CNCB-NCOV's slices for classification in one folder, named <c>CLASS_PATIENT_SCAN_SLICE.png</c>: the class as 0 control, 1 common pneumonia,
/// 2 COVID-19 (the authors') or as Normal, CP, NCP (COVIDx-CT's). Patients are keyed by their number alone: should one number stand in two classes,
/// its slices stay together, which costs nothing, while a patient torn apart would.
/// </summary>
internal sealed partial class CncbClassification : ISliceSource
{
    /// <summary>Lists the folder.</summary>
    /// <param name="folder">The pictures.</param>
    /// <param name="only">Take these slices alone; null takes all.</param>
    /// <exception cref="DataSetException">
    /// There is no such folder, a name is of another kind, or the list names a slice that is not there or gives it another class.
    /// </exception>
    internal CncbClassification(string folder, SliceList? only = null)
    {
        var images = DataFiles.ImagesByStem(folder);
        if (only?.Classes.Keys.FirstOrDefault(name => !images.ContainsKey(name)) is { } missing)
            throw new DataSetException($"{only.Path} names {missing}, and {folder} has no such picture.");
        Entries =
        [
            .. images
                .Where(image => only is null || only.Classes.ContainsKey(image.Key))
                .Select(image => Entry(image.Key, image.Value, only)),
        ];
    }

    public string Name => "cncb";

    public bool ArePatientsKnown => true;

    public IReadOnlyList<SliceEntry> Entries { get; }

    public LabelledSlice Load(SliceEntry entry, CancellationToken cancellation) => DataFiles.LoadClassified(Name, entry, cancellation);

    private static SliceEntry Entry(string name, string path, SliceList? list)
    {
        var match = NamePattern.Match(name);
        if (!match.Success)
            throw new DataSetException($"{path}: the name should be CLASS_PATIENT_SCAN_SLICE, as in 2_328_1805_0032.");
        var named = ClassNames.Parse(match.Groups["class"].Value, path);
        if (list?.Classes[name] is { } listed && listed != named)
            throw new DataSetException($"{list.Path} takes {name} for {listed}, and its name says {named}.");
        return new(name, path, match.Groups["patient"].Value, named);
    }

    [GeneratedRegex(@"^(?<class>[012]|Normal|CP|NCP)_(?<patient>[0-9]+)_[0-9]+_[0-9]+\z", RegexOptions.ExplicitCapture)]
    private static partial Regex NamePattern { get; }
}
