using CovidGrpc.Vision;

namespace CovidGrpc.Training.Data;

/// <summary>
/// iCTCF's slices that were labelled one by one, as published: the folders <c>pCT</c> (shows COVID-19) and <c>nCT</c> (lungs without it), files named
/// <c>pCT1155.jpg</c>. The third folder, <c>NiCT</c>, holds slices that tell nothing (above or below the lungs, or spoilt) and is not read. The
/// published slices do not say whose they are, so slices of one patient may part.
/// </summary>
internal sealed class IctcfSlices : ISliceSource
{
    /// <summary>Lists the folders.</summary>
    /// <param name="folder">Holds <c>pCT</c> and <c>nCT</c>.</param>
    /// <exception cref="DataSetException">A folder is missing or empty, or two pictures have the same name.</exception>
    internal IctcfSlices(string folder)
    {
        Entries = [.. Of(folder, "nCT", DiagnosticClass.Control), .. Of(folder, "pCT", DiagnosticClass.Covid19)];
        if (Entries.CountBy(entry => entry.Id).FirstOrDefault(count => count.Value > 1) is { Key: { } twice })
            throw new DataSetException($"{folder}: {twice} is in both nCT and pCT.");
    }

    public string Name => "ictcf-slices";

    public bool ArePatientsKnown => false;

    public IReadOnlyList<SliceEntry> Entries { get; }

    public LabelledSlice Load(SliceEntry entry, CancellationToken cancellation) => DataFiles.LoadClassified(Name, entry, cancellation);

    private static IEnumerable<SliceEntry> Of(string folder, string kind, DiagnosticClass label) => DataFiles
        .ImagesByStem(Path.Combine(folder, kind))
        .Select(image => new SliceEntry(image.Key, image.Value, Patient: image.Key, label));
}
