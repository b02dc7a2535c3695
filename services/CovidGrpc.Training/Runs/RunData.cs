using CovidGrpc.Imaging;
using CovidGrpc.Training.Configuration;
using CovidGrpc.Training.Data;
using CovidGrpc.Training.Evaluation;
using CovidGrpc.Training.Learning;

namespace CovidGrpc.Training.Runs;

/// <summary>The data of a run, each set parted into what is learned from and what is kept back.</summary>
/// <param name="Learned">What is learned from.</param>
/// <param name="Validation">What chooses the best weights.</param>
/// <param name="Reported">What is only reported on, when the run ends: test parts, and slices kept back of patients that were learned from.</param>
internal sealed record RunData(IReadOnlyList<TrainingSet> Learned, IReadOnlyList<EvaluationSet> Validation, IReadOnlyList<EvaluationSet> Reported)
{
    private const long MebiByte = 1 << 20;
    private const string Test = ", test";

    /// <summary>Lists all data sets.</summary>
    /// <exception cref="DataSetException">A data set is not as its layout says, or a patient would be in two parts.</exception>
    internal static RunData Open(TrainingConfig config)
    {
        var run = new RunData([], [], []);
        var cacheBytes = config.CacheMib * MebiByte / config.Data.Count;
        foreach (var data in config.Data)
            run = data.Phantoms is { } phantoms ? run.With(data, phantoms, cacheBytes) : run.With(data, new CachedSource(DataSources.Open(data.Layout, data.Name, data.Folder!), SliceImage.Side, cacheBytes));
        return run;
    }

    private RunData With(DataConfig data, PhantomConfig phantoms, long cacheBytes)
    {
        var learned = Phantoms(isHeldBack: false, phantoms.Slices);
        var run = this with { Learned = [.. Learned, new(learned, learned.Entries, data.SegmentationShare, data.ClassShare)] };
        if (phantoms.ValidationSlices + phantoms.TestSlices == 0)
            return run;
        var keptBack = Phantoms(isHeldBack: true, checked(phantoms.ValidationSlices + phantoms.TestSlices));
        return run with
        {
            Validation = [.. Validation, .. Part(data.Name, [.. keptBack.Entries.Take(phantoms.ValidationSlices)])],
            Reported = [.. Reported, .. Part(data.Name + Test, [.. keptBack.Entries.Skip(phantoms.ValidationSlices)])],
        };

        IEnumerable<EvaluationSet> Part(string name, IReadOnlyList<SliceEntry> entries)
        {
            return entries.Count == 0 ? [] : [new(name, keptBack, entries, TellsClass: true)];
        }

        CachedSource Phantoms(bool isHeldBack, int slices)
        {
            var options = new PhantomSourceOptions { Seed = phantoms.Seed, Side = phantoms.Side, IsHeldBack = isHeldBack };
            return new(new PhantomSlices(data.Name, options, slices), SliceImage.Side, cacheBytes);
        }
    }

    private RunData With(DataConfig data, CachedSource source)
    {
        var split = (data.Split ?? new()).Apply(source.Entries);
        var known = source.ArePatientsKnown ? "" : ", patients unknown";
        return new(
            [.. Learned, new(source, split[SplitPart.Training], data.SegmentationShare, data.ClassShare)],
            [.. Validation, .. Part(SplitPart.Validation, known)],
            [.. Reported, .. Part(SplitPart.Test, Test + known), .. Part(SplitPart.SeenPatients, ", other slices of patients learned from")]);

        IEnumerable<EvaluationSet> Part(SplitPart part, string suffix)
        {
            if (split[part].Count > 0)
                yield return new(data.Name + suffix, source, Spread(split[part], data.MostValidationSlices), TellsClass: true);
        }
    }

    private static IReadOnlyList<SliceEntry> Spread(IReadOnlyList<SliceEntry> entries, int most)
    {
        return entries.Count <= most ? entries : [.. Enumerable.Range(0, most).Select(i => entries[(int)((long)i * entries.Count / most)])];
    }
}
