namespace CovidGrpc.Vision.Masks;

/// <summary>Collects pixels into runs that alternate between unset and set, starting with unset.</summary>
internal sealed class RunLengthBuilder
{
    private readonly List<long> _runs = [];
    private bool _value;
    private long _length;

    /// <summary>Adds <paramref name="count"/> pixels of one value.</summary>
    internal void Append(bool value, long count)
    {
        if (count > 0 && value != _value)
        {
            _runs.Add(_length);
            _length = 0;
            _value = value;
        }

        _length += count;
    }

    /// <summary>Ends the last run and gives all of them.</summary>
    internal IReadOnlyList<long> Finish()
    {
        _runs.Add(_length);
        return _runs;
    }
}
