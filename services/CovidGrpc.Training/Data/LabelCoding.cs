using CovidGrpc.Vision;

namespace CovidGrpc.Training.Data;

/// <summary>
/// What the values of a data set's label maps mean. 0 is always the background; every other value that a map may hold has its entry. The tissues
/// that no value means are unknown in such a map, not background.
/// </summary>
internal sealed class LabelCoding
{
    private readonly SortedDictionary<byte, IReadOnlyList<Tissue>> _meanings = [];

    /// <param name="meanings">
    /// The tissues that a value may mean: one; several where the data set does not tell them apart; none for what is not lung at all (an
    /// effusion, say) and counts as background.
    /// </param>
    /// <exception cref="ArgumentException">A meaning is given to 0, or names something that is no tissue.</exception>
    internal LabelCoding(IReadOnlyDictionary<byte, IReadOnlyList<Tissue>> meanings)
    {
        foreach (var (value, tissues) in meanings)
        {
            if (value == 0)
                throw new ArgumentException("0 is the background: it can mean no tissue.", nameof(meanings));
            if (!tissues.All(Enum.IsDefined))
                throw new ArgumentException($"The value {value} means something that is no tissue.", nameof(meanings));
            _meanings.Add(value, [.. tissues.Distinct().Order()]);
        }

        Labelled = _meanings.Values.SelectMany(tissues => tissues).ToHashSet();
    }

    /// <summary>The authors' masks and the phantoms': 1 lung, 2 ground-glass opacity, 3 consolidation.</summary>
    internal static LabelCoding Authors { get; } = new(Enum.GetValues<Tissue>().ToDictionary(tissue => (byte)tissue, Only));

    /// <summary>Lesions without lungs: 1 ground-glass opacity, 2 consolidation.</summary>
    internal static LabelCoding Lesions { get; } = new(new Dictionary<byte, IReadOnlyList<Tissue>>
    {
        [1] = [Tissue.GroundGlassOpacity],
        [2] = [Tissue.Consolidation],
    });

    /// <summary>1 lung without lesion, 2 a lesion of unknown kind: ground-glass opacity or consolidation.</summary>
    internal static LabelCoding LungAndInfection { get; } = new(new Dictionary<byte, IReadOnlyList<Tissue>>
    {
        [1] = [Tissue.Lung],
        [2] = [Tissue.GroundGlassOpacity, Tissue.Consolidation],
    });

    /// <summary>The tissues that some value means: where one is, the map says so, be it together with another. The others are unknown.</summary>
    internal IReadOnlySet<Tissue> Labelled { get; }

    /// <summary>Whether no value may mean several tissues.</summary>
    internal bool TellsLesionsApart => _meanings.Values.All(tissues => tissues.Count <= 1);

    /// <summary>What a value may mean, by rising label; empty for the background.</summary>
    /// <exception cref="DataSetException">The value is not in the coding.</exception>
    internal IReadOnlyList<Tissue> Of(byte value)
    {
        if (value == 0)
            return [];
        return _meanings.TryGetValue(value, out var tissues)
            ? tissues
            : throw new DataSetException($"A label map holds the value {value}, which its coding does not know ({Known}).");
    }

    private string Known => "0 background, " + string.Join(", ", _meanings.Select(meaning => $"{meaning.Key} {Name(meaning.Value)}"));

    private static string Name(IReadOnlyList<Tissue> tissues) => tissues.Count == 0 ? "no tissue" : string.Join(" or ", tissues);

    private static IReadOnlyList<Tissue> Only(Tissue tissue) => [tissue];
}
