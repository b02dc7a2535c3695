namespace CovidGrpc.Training.Learning;

/// <summary>Means of the losses of an iteration, by name.</summary>
internal sealed class LossMeans
{
    /// <summary>Of the class.</summary>
    internal const string Class = "class";

    /// <summary>The sum that a segmentation step minimises.</summary>
    internal const string Segmentation = "segmentation";

    private readonly Dictionary<string, (double Sum, int Count)> _sums = [];

    internal IReadOnlyDictionary<string, double> Values => _sums.ToDictionary(entry => entry.Key, entry => entry.Value.Sum / entry.Value.Count);

    internal void Add(string name, double loss)
    {
        var (sum, count) = _sums.GetValueOrDefault(name);
        _sums[name] = (sum + loss, count + 1);
    }
}
