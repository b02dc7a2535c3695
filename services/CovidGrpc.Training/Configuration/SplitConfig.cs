using CovidGrpc.Training.Data;

namespace CovidGrpc.Training.Configuration;

/// <summary>How a data set is parted, by patient: by lists of patients, by lists of slices as they are published, or by lot; one of the three.</summary>
internal sealed record SplitConfig
{
    /// <summary>Patients that choose the best weights.</summary>
    public IReadOnlyList<string> ValidationPatients { get; init; } = [];

    /// <summary>Patients that are reported on at the end alone.</summary>
    public IReadOnlyList<string> TestPatients { get; init; } = [];

    /// <summary>A file for each part that names its slices.</summary>
    public IReadOnlyDictionary<SplitPart, string>? Lists { get; init; }

    /// <summary>Share of the patients that choose the best weights, by lot.</summary>
    public double ValidationShare { get; init; }

    /// <summary>Share of the patients that are reported on at the end alone, by lot.</summary>
    public double TestShare { get; init; }

    /// <summary>Decides the lot.</summary>
    public int Seed { get; init; }

    /// <summary>Share of the slices of patients that are learned from to keep back as well; they say how well the network knows these patients.</summary>
    public double SeenShare { get; init; }

    internal SplitConfig Rooted(string folder)
    {
        return this with { Lists = Lists?.ToDictionary(list => list.Key, list => Path.Combine(folder, list.Value)) };
    }

    /// <exception cref="DataSetException">A patient would be in two parts, or is not there.</exception>
    internal Split Apply(IReadOnlyList<SliceEntry> entries)
    {
        var split = Lists is not null ? Data.Split.OfLists(entries, Lists.ToDictionary(list => list.Key, list => SliceList.Read(list.Value)))
            : ByLot ? Data.Split.Seeded(entries, new(ValidationShare, TestShare), Seed)
            : Data.Split.OfPatients(entries, new Dictionary<SplitPart, IReadOnlyList<string>>
            {
                [SplitPart.Validation] = ValidationPatients,
                [SplitPart.Test] = TestPatients,
            }, SplitPart.Training);
        return SeenShare > 0 ? split.HoldBackOfSeen(SeenShare) : split;
    }

    internal IEnumerable<string> Errors(string name)
    {
        var ways = (Lists is not null ? 1 : 0) + (ByLot ? 1 : 0) + (ValidationPatients.Count + TestPatients.Count > 0 ? 1 : 0);
        if (ways > 1)
            yield return $"data {name}: split takes patients, lists or shares, one of the three";
        if (!new SplitShares(ValidationShare, TestShare).IsValid)
            yield return $"data {name}: split.validation_share and split.test_share must be 0 or more and leave something to learn from";
        if (!(SeenShare is >= 0 and < 1))
            yield return $"data {name}: split.seen_share must be 0 or more, below 1";
    }

    private bool ByLot => ValidationShare > 0 || TestShare > 0;
}
