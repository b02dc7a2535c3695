namespace CovidGrpc.Metrics.Segmentation;

/// <summary>A place within the runs of a mask.</summary>
internal ref struct RunCursor
{
    private readonly ReadOnlySpan<int> _runs;
    private int _index;

    internal RunCursor(ReadOnlySpan<int> runs)
    {
        _runs = runs;
        Left = runs[0];
        SkipEmpty();
    }

    /// <summary>Pixels left in the present run.</summary>
    internal int Left { get; private set; }

    internal readonly bool IsSet => _index % 2 == 1;

    internal readonly bool IsAtEnd => _index >= _runs.Length;

    /// <summary>Goes on by at most <see cref="Left"/> pixels.</summary>
    internal void Advance(int pixels)
    {
        Left -= pixels;
        SkipEmpty();
    }

    private void SkipEmpty()
    {
        while (Left == 0 && ++_index < _runs.Length)
            Left = _runs[_index];
    }
}
