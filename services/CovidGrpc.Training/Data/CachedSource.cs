using System.Collections.Concurrent;

namespace CovidGrpc.Training.Data;

/// <summary>Keeps slices of a source at one size, so that a slice is read or rendered once. The first slices that fit are kept; none is ever dropped.</summary>
/// <param name="source">Where slices come from.</param>
/// <param name="side">Rows and columns of what it gives.</param>
/// <param name="largestBytes">Slices beyond this are read each time.</param>
internal sealed class CachedSource(ISliceSource source, int side, long largestBytes) : ISliceSource
{
    private readonly ConcurrentDictionary<SliceEntry, LabelledSlice> _kept = new();
    private long _bytes;

    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public bool ArePatientsKnown => source.ArePatientsKnown;

    /// <inheritdoc/>
    public IReadOnlyList<SliceEntry> Entries => source.Entries;

    /// <inheritdoc/>
    public LabelledSlice Load(SliceEntry entry, CancellationToken cancellation)
    {
        if (_kept.TryGetValue(entry, out var kept))
            return kept;
        var slice = source.Load(entry, cancellation).Resize(side, side);
        var size = slice.Pixels.Length + (slice.LabelMap?.Length ?? 0);
        if (Interlocked.Add(ref _bytes, size) <= largestBytes)
            _kept.TryAdd(entry, slice);
        return slice;
    }
}
