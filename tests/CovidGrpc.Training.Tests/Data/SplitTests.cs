using CovidGrpc.Training.Data;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Tests.Data;

public sealed class SplitTests
{
    // 30 patients, 10 of each class, 4 slices each.
    private static readonly SliceEntry[] Entries =
    [
        .. from patient in Enumerable.Range(0, 30)
           from slice in Enumerable.Range(0, 4)
           select new SliceEntry($"{patient}_{slice}", $"{patient}_{slice}.png", $"{patient}", (DiagnosticClass)(patient % 3)),
    ];

    [Fact]
    public void OfParts_PatientInTwoFolders_IsRefusedWithBothParts()
    {
        var parts = new Dictionary<SplitPart, IReadOnlyList<SliceEntry>>
        {
            [SplitPart.Training] = Entries[..8],
            [SplitPart.Test] = Entries[8..],
        };

        Assert.Equal([8, 112], [Split.OfParts(parts)[SplitPart.Training].Count, Split.OfParts(parts)[SplitPart.Test].Count]);
        parts[SplitPart.Validation] = Entries[3..4];
        Assert.Contains("both Training and Validation", Assert.Throws<DataSetException>(() => Split.OfParts(parts)).Message);
    }

    [Fact]
    public void OfPatients_ListsAndRest_KeepPatientsWhole()
    {
        var split = Split.OfPatients(Entries, Lists(("1", SplitPart.Validation), ("2", SplitPart.Test)), rest: SplitPart.Training);

        Assert.Equal(["1_0", "1_1", "1_2", "1_3"], split[SplitPart.Validation].Select(entry => entry.Id));
        Assert.Equal(["2_0", "2_1", "2_2", "2_3"], split[SplitPart.Test].Select(entry => entry.Id));
        Assert.Equal(28 * 4, split[SplitPart.Training].Count);
        Assert.Empty(Split.OfPatients(Entries, Lists(("1", SplitPart.Validation)), rest: null)[SplitPart.Training]);
    }

    [Fact]
    public void OfPatients_PatientInTwoLists_IsRefusedWithBothParts()
    {
        var lists = Lists(("5", SplitPart.Training), ("5", SplitPart.Test));

        var refusal = Assert.Throws<DataSetException>(() => Split.OfPatients(Entries, lists, rest: null));

        Assert.Contains("5 is in both Training and Test", refusal.Message);
    }

    [Fact]
    public void OfPatients_UnknownPatient_IsRefused()
    {
        Assert.Throws<DataSetException>(() => Split.OfPatients(Entries, Lists(("30", SplitPart.Test)), rest: null));
    }

    [Fact]
    public void OfLists_OfSlices_TakeTheSlicesNamed()
    {
        var split = Split.OfLists(Entries, Lists((SplitPart.Training, ["1_0", "1_3"]), (SplitPart.Test, ["2_2"])));

        Assert.Equal(["1_0", "1_3"], split[SplitPart.Training].Select(entry => entry.Id));
        Assert.Equal(["2_2"], split[SplitPart.Test].Select(entry => entry.Id));
        Assert.Empty(split[SplitPart.Validation]);
    }

    [Fact]
    public void OfLists_SlicesOfOnePatientInTwoLists_AreRefusedWithBothParts()
    {
        var lists = Lists((SplitPart.Training, ["1_0"]), (SplitPart.Validation, ["1_1"]));

        Assert.Contains(
            "both Training and Validation", Assert.Throws<DataSetException>(() => Split.OfLists(Entries, lists)).Message);
    }

    [Fact]
    public void OfLists_SliceNamedTwiceOrUnknown_IsRefused()
    {
        Assert.Throws<DataSetException>(() => Split.OfLists(Entries, Lists((SplitPart.Training, ["1_0"]), (SplitPart.Test, ["1_0"]))));
        Assert.Throws<DataSetException>(() => Split.OfLists(Entries, Lists((SplitPart.Training, ["1_9"]))));
    }

    [Fact]
    public void Seeded_Shares_HoldInEveryClassAndPartNoPatient()
    {
        var split = Split.Seeded(Entries, new(Validation: 0.2, Test: 0.1), seed: 7);

        Assert.Equal([24, 12, 84], Sizes(split));
        foreach (var (part, patients) in (IEnumerable<(SplitPart, int)>)[(SplitPart.Validation, 2), (SplitPart.Test, 1), (SplitPart.Training, 7)])
        {
            foreach (var slices in split[part].GroupBy(entry => entry.Class))
                Assert.Equal(patients, slices.DistinctBy(entry => entry.Patient).Count());
        }

        var parts = Enum.GetValues<SplitPart>().SelectMany(part => split[part].Select(entry => (part, entry.Patient))).Distinct();
        Assert.All(parts.CountBy(pair => pair.Patient), count => Assert.Equal(1, count.Value));
    }

    [Fact]
    public void Seeded_EqualSeed_IsTheSameInAnyOrderOfEntries()
    {
        var shares = new SplitShares(0.3, 0);

        var ids = Ids(Split.Seeded(Entries, shares, seed: 3));

        Assert.Equal(ids, Ids(Split.Seeded([.. Entries.Reverse()], shares, seed: 3)));
        Assert.NotEqual(ids, Ids(Split.Seeded(Entries, shares, seed: 4)));
        // What the lot gives is part of the contract: a run must be repeatable on another machine.
        Assert.Equal("1,2,5,9,10,16,18,23,24", string.Join(',', Split.Seeded(Entries, shares, 3)[SplitPart.Validation].Select(e => e.Patient).Distinct()));
        static string[] Ids(Split split) => [.. split[SplitPart.Validation].Select(entry => entry.Id).Order()];
    }

    [Fact]
    public void Seeded_TooFewPatients_IsRefused()
    {
        Assert.Throws<DataSetException>(() => Split.Seeded(Entries[..12], new(0.2, 0.2), seed: 1));
    }

    [Fact]
    public void HoldBackOfSeen_MiddleOfEachTrainingPatient_IsReportedApart()
    {
        var split = Split.OfPatients(Entries, Lists(("1", SplitPart.Test)), rest: SplitPart.Training).HoldBackOfSeen(0.5);

        Assert.Equal(29 * 2, split[SplitPart.Training].Count);
        Assert.All(split[SplitPart.SeenPatients], entry => Assert.True(entry.Id.EndsWith("_1") || entry.Id.EndsWith("_2")));
        Assert.Equal(29 * 2, split[SplitPart.SeenPatients].Count);
        Assert.Equal(4, split[SplitPart.Test].Count);
    }

    private static int[] Sizes(Split split) => [split[SplitPart.Validation].Count, split[SplitPart.Test].Count, split[SplitPart.Training].Count];

    private static Dictionary<SplitPart, IReadOnlyList<string>> Lists(params (string Patient, SplitPart Part)[] lists) =>
        lists.ToDictionary(list => list.Part, list => (IReadOnlyList<string>)[list.Patient]);

    private static Dictionary<SplitPart, SliceList> Lists(params (SplitPart Part, string[] Names)[] lists) =>
        lists.ToDictionary(list => list.Part, list => new SliceList("list.txt", list.Names.ToDictionary(name => name, _ => (DiagnosticClass?)null)));
}
