using System.Collections.Concurrent;

namespace CovidGrpc.Gateway;

/// <summary>
/// Which classification models read slices rather than sequences, as they have said when they were sent the other. A model that changed its
/// mind says so again: what is remembered saves a call, and decides nothing.
/// </summary>
internal sealed class ClassifierInputs
{
    private readonly ConcurrentDictionary<string, bool> _readsSlices = new();

    /// <param name="model">Name of the classification model; empty for the default one.</param>
    public bool AreSlices(string model) => _readsSlices.GetValueOrDefault(model);

    public void Learn(string model, bool readsSlices) => _readsSlices[model] = readsSlices;

    /// <summary>Other models may answer from now on.</summary>
    public void Forget() => _readsSlices.Clear();
}
