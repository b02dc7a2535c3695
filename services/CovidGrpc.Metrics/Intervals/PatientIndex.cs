namespace CovidGrpc.Metrics.Intervals;

/// <summary>Numbers patients from 0 in the order in which they are first seen; who has no name is a patient of their own.</summary>
internal sealed class PatientIndex
{
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);

    /// <summary>Patients so far, unnamed ones included.</summary>
    internal int Count { get; private set; }

    /// <summary>Patients without a name so far.</summary>
    internal int Unnamed => Count - _known.Count;

    internal int Of(string? patient)
    {
        if (string.IsNullOrEmpty(patient))
            return Count++;
        if (!_known.TryGetValue(patient, out var index))
            _known.Add(patient, index = Count++);
        return index;
    }
}
