using System.Globalization;

namespace CovidGrpc.Training.Data;

/// <summary>A beginning of the endless set of phantoms, as a data set like others. A slice is rendered when it is loaded.</summary>
internal sealed class PhantomSlices : ISliceSource
{
    private readonly PhantomSource _phantoms;

    /// <param name="name">Of the data set.</param>
    /// <param name="options">Which phantoms.</param>
    /// <param name="count">How many of them, each with one slice; 1 or more.</param>
    internal PhantomSlices(string name, PhantomSourceOptions options, int count)
    {
        Name = name;
        _phantoms = new(options);
        Entries = [.. Enumerable.Range(0, count).Select(Entry)];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool ArePatientsKnown => true;

    /// <inheritdoc/>
    public IReadOnlyList<SliceEntry> Entries { get; }

    /// <inheritdoc/>
    public LabelledSlice Load(SliceEntry entry, CancellationToken cancellation)
    {
        return _phantoms.Load(int.Parse(entry.Id, CultureInfo.InvariantCulture), cancellation) with { Source = Name };
    }

    private SliceEntry Entry(int index)
    {
        var phantom = _phantoms.PhantomAt(index);
        return new(Number(index), "", Number(phantom.Seed), PhantomSource.ClassOf(phantom.Class));
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
