using CovidGrpc.Imaging;
using CovidGrpc.Training.Configuration;
using CovidGrpc.Training.Data;
using CovidGrpc.Training.Learning;

namespace CovidGrpc.Training.Runs;

/// <summary>The data of a run, each set parted into what is learned from and what is kept back.</summary>
/// <param name="Learned">What is learned from.</param>
/// <param name="KeptBack">What is looked at in validations.</param>
internal sealed record RunData(IReadOnlyList<TrainingSet> Learned, IReadOnlyList<ValidationSet> KeptBack)
{
    private const long MebiByte = 1 << 20;
    private const string SeenPatients = ", other slices of patients learned from";
    private const string UnknownPatients = ", patients unknown";

    /// <summary>Lists all data sets.</summary>
    /// <exception cref="DataSetException">A data set is not as its layout says.</exception>
    internal static RunData Open(TrainingConfig config)
    {
        var (learned, keptBack) = (new List<TrainingSet>(), new List<ValidationSet>());
        foreach (var data in config.Data)
        {
            var source = new CachedSource(SourceOf(data), SliceImage.Side, config.CacheMib * MebiByte / config.Data.Count);
            var unseen = KeptBackPatients(data, source);
            var ofUnseen = source.Entries.Where(entry => unseen.Contains(entry.Patient)).ToArray();
            var others = source.Entries.Where(entry => !unseen.Contains(entry.Patient)).GroupBy(entry => source.ArePatientsKnown ? entry.Patient : "")
                .SelectMany(patient => patient.Select((entry, i) => (entry, IsKept: data.ValidationEveryNthSlice > 0 && i % data.ValidationEveryNthSlice == 0))).ToArray();
            learned.Add(new(source, [.. others.Where(other => !other.IsKept).Select(other => other.entry)], data.SegmentationShare, data.ClassShare));
            Keep(data.Name, ofUnseen);
            Keep(data.Name + (source.ArePatientsKnown ? SeenPatients : UnknownPatients), [.. others.Where(other => other.IsKept).Select(other => other.entry)]);

            void Keep(string name, IReadOnlyList<SliceEntry> entries)
            {
                if (entries.Count > 0)
                    keptBack.Add(new(name, source, Spread(entries, data.MostValidationSlices), data.ClassShare > 0));
            }
        }

        return new(learned, keptBack);
    }

    private static ISliceSource SourceOf(DataConfig data)
    {
        return data.Layout switch
        {
            DataLayout.Phantoms => new PhantomSource(
                data.Name, data.Phantoms!.FirstSeed, data.Phantoms.Patients + data.Phantoms.ValidationPatients, data.Phantoms.SlicesPerPatient),
            DataLayout.MedSeg => new MaskedFolder(MaskedFolderOptions.MedSeg(data.Folder!)),
            DataLayout.Zenodo20 => new MaskedFolder(MaskedFolderOptions.Zenodo20(data.Folder!)),
            _ => throw new NotSupportedException($"{data.Layout}"),
        };
    }

    private static HashSet<string> KeptBackPatients(DataConfig data, CachedSource source)
    {
        if (data.Phantoms is { } phantoms)
            return [.. Enumerable.Range(phantoms.FirstSeed + phantoms.Patients, phantoms.ValidationPatients).Select(seed => $"{seed}")];
        var known = source.Entries.Select(entry => entry.Patient).ToHashSet();
        return data.ValidationPatients.FirstOrDefault(patient => !known.Contains(patient)) is { } unknown
            ? throw new DataSetException($"data {data.Name}: there is no patient {unknown} to keep back.")
            : [.. data.ValidationPatients];
    }

    private static IReadOnlyList<SliceEntry> Spread(IReadOnlyList<SliceEntry> entries, int most)
    {
        return entries.Count <= most ? entries : [.. Enumerable.Range(0, most).Select(i => entries[(int)((long)i * entries.Count / most)])];
    }
}
