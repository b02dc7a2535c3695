using CovidGrpc.Training.Detection;

namespace CovidGrpc.Training.Data;

/// <summary>
/// A data set in parts, by patient: slices of one patient are much alike, and a network that has seen some knows the rest. A split that lets a
/// patient into two parts is refused. Within a part slices keep the order of the data set.
/// </summary>
internal sealed class Split
{
    private readonly IReadOnlyDictionary<SplitPart, IReadOnlyList<SliceEntry>> _parts;

    private Split(IReadOnlyDictionary<SplitPart, IReadOnlyList<SliceEntry>> parts) => _parts = parts;

    /// <summary>The slices of a part; none where the split has no such part.</summary>
    internal IReadOnlyList<SliceEntry> this[SplitPart part] => _parts.GetValueOrDefault(part, []);

    /// <summary>Takes parts as they lie in folders of their own.</summary>
    /// <param name="parts">Slices of one data set, whose patients have the same keys in every folder.</param>
    /// <exception cref="DataSetException">A patient is in two parts.</exception>
    internal static Split OfParts(IReadOnlyDictionary<SplitPart, IReadOnlyList<SliceEntry>> parts) =>
        Of(parts.SelectMany(part => part.Value.Select(entry => (entry, (SplitPart?)part.Key))));

    /// <summary>Splits by lists of patients.</summary>
    /// <param name="entries">Of the data set.</param>
    /// <param name="patients">Keys of patients for each part.</param>
    /// <param name="rest">The part of patients that no list names; null leaves them out.</param>
    /// <exception cref="DataSetException">A patient is in two lists, or not in the data set.</exception>
    internal static Split OfPatients(
        IReadOnlyList<SliceEntry> entries, IReadOnlyDictionary<SplitPart, IReadOnlyList<string>> patients, SplitPart? rest)
    {
        var known = entries.Select(entry => entry.Patient).ToHashSet(StringComparer.Ordinal);
        var partOf = new Dictionary<string, SplitPart>(StringComparer.Ordinal);
        foreach (var (part, patient) in patients.SelectMany(list => list.Value.Select(patient => (list.Key, patient))))
        {
            if (!known.Contains(patient))
                throw new DataSetException($"{part} lists the patient {patient}, whom the data set does not have.");
            if (!partOf.TryAdd(patient, part) && partOf[patient] != part)
                throw InTwoParts(patient, partOf[patient], part);
        }

        return Of(entries.Select(entry => (entry, partOf.TryGetValue(entry.Patient, out var part) ? part : rest)));
    }

    /// <summary>Splits by lists of slices, as they are published. Slices that no list names are left out.</summary>
    /// <param name="entries">Of the data set, with the names of their files, without extension, as ids.</param>
    /// <param name="lists">The slices of each part.</param>
    /// <exception cref="DataSetException">A slice is in two lists or not in the data set, or a patient has slices in two lists.</exception>
    internal static Split OfLists(IReadOnlyList<SliceEntry> entries, IReadOnlyDictionary<SplitPart, SliceList> lists)
    {
        var known = entries.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        var partOf = new Dictionary<string, SplitPart>(StringComparer.Ordinal);
        foreach (var (part, list) in lists)
        {
            foreach (var name in list.Classes.Keys)
            {
                if (!known.Contains(name))
                    throw new DataSetException($"{list.Path} names {name}, which the data set does not have.");
                if (!partOf.TryAdd(name, part))
                    throw new DataSetException($"{name} is in the lists of both {partOf[name]} and {part}.");
            }
        }

        return Of(entries.Select(entry => (entry, partOf.TryGetValue(entry.Id, out var part) ? part : (SplitPart?)null)));
    }

    /// <summary>
    /// Splits by lot, in each class apart so that its share holds in every part. Equal seeds give equal parts on any machine, whatever the order of
    /// the entries.
    /// </summary>
    /// <param name="entries">Of the data set.</param>
    /// <param name="shares">Of the patients of each class, rounded to whole patients.</param>
    /// <param name="seed">Of the lot.</param>
    /// <exception cref="ArgumentException">The shares are none.</exception>
    /// <exception cref="DataSetException">There are too few patients for a part that is asked for, or for training.</exception>
    internal static Split Seeded(IReadOnlyList<SliceEntry> entries, SplitShares shares, int seed)
    {
        if (!shares.IsValid)
            throw new ArgumentException("Both shares must be 0 or more and leave something for training.", nameof(shares));
        var permutation = Permutations.Seeded(seed);
        var partOf = new Dictionary<string, SplitPart>(StringComparer.Ordinal);
        foreach (var patients in Strata(entries))
        {
            var validation = Rounded(shares.Validation, patients.Length);
            var heldBack = Math.Max(Rounded(shares.Validation + shares.Test, patients.Length), validation);
            foreach (var (place, i) in permutation(patients.Length).Index())
                partOf[patients[i]] = place < validation ? SplitPart.Validation : place < heldBack ? SplitPart.Test : SplitPart.Training;
        }

        var split = Of(entries.Select(entry => (entry, (SplitPart?)partOf[entry.Patient])));
        Require(split, SplitPart.Training, isWanted: true);
        Require(split, SplitPart.Validation, shares.Validation > 0);
        Require(split, SplitPart.Test, shares.Test > 0);
        return split;
    }

    /// <summary>
    /// The split with the middle of each training patient's slices, in their order, moved to <see cref="SplitPart.SeenPatients"/>: one piece each, as
    /// neighbours are almost the same slice. The one or two neighbours of the piece that are still learned from make it look a little better.
    /// </summary>
    /// <param name="share">Of each patient's slices, 0 to 1, rounded.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no such share.</exception>
    internal Split HoldBackOfSeen(double share)
    {
        if (!(share > 0 && share < 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share must lie between 0 and 1.");
        var heldBack = new HashSet<SliceEntry>(ReferenceEqualityComparer.Instance);
        foreach (var slices in this[SplitPart.Training].GroupBy(entry => entry.Patient).Select(group => group.ToArray()))
        {
            var count = Math.Min(Rounded(share, slices.Length), slices.Length - 1);
            heldBack.UnionWith(slices.Skip((slices.Length - count) / 2).Take(count));
        }

        var parts = new Dictionary<SplitPart, IReadOnlyList<SliceEntry>>(_parts)
        {
            [SplitPart.Training] = [.. this[SplitPart.Training].Where(entry => !heldBack.Contains(entry))],
            [SplitPart.SeenPatients] = [.. this[SplitPart.SeenPatients], .. this[SplitPart.Training].Where(heldBack.Contains)],
        };
        return new(parts);
    }

    private static Split Of(IEnumerable<(SliceEntry Entry, SplitPart? Part)> entries)
    {
        var parts = new Dictionary<SplitPart, List<SliceEntry>>();
        var patients = new Dictionary<string, SplitPart>(StringComparer.Ordinal);
        foreach (var (entry, wanted) in entries)
        {
            if (wanted is not { } part)
                continue;
            if (!patients.TryAdd(entry.Patient, part) && patients[entry.Patient] != part)
                throw InTwoParts(entry.Patient, patients[entry.Patient], part);
            if (!parts.TryGetValue(part, out var slices))
                parts.Add(part, slices = []);
            slices.Add(entry);
        }

        return new(parts.ToDictionary(part => part.Key, part => (IReadOnlyList<SliceEntry>)part.Value));
    }

    // Patients of one class (or of several, or of none), in an order of their own.
    private static IEnumerable<string[]> Strata(IReadOnlyList<SliceEntry> entries) => entries
        .GroupBy(entry => entry.Patient, entry => entry.Class)
        .GroupBy(patient => string.Join('+', patient.Distinct().Order()))
        .OrderBy(stratum => stratum.Key, StringComparer.Ordinal)
        .Select(stratum => stratum.Select(patient => patient.Key).Order(StringComparer.Ordinal).ToArray());

    private static int Rounded(double share, int count) => (int)Math.Floor(share * count + 0.5);

    private static void Require(Split split, SplitPart part, bool isWanted)
    {
        if (isWanted && split[part].Count == 0)
            throw new DataSetException($"There are too few patients to give {part} any: change the shares, or name the patients.");
    }

    private static DataSetException InTwoParts(string patient, SplitPart one, SplitPart other) =>
        new($"The patient {patient} is in both {one} and {other}: all slices of a patient belong to one part.");
}
