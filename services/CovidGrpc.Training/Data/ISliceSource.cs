namespace CovidGrpc.Training.Data;

/// <summary>A data set whose slices are listed at once and read one by one. Slices may be loaded from several threads.</summary>
internal interface ISliceSource
{
    /// <summary>Name of the data set, as results are reported by it.</summary>
    string Name { get; }

    /// <summary>
    /// Whether the keys of patients are true. Otherwise each slice counts as a patient of its own, slices of one person may part, and figures on a
    /// held-back part are to say so.
    /// </summary>
    bool ArePatientsKnown { get; }

    /// <summary>All slices, in an order that depends on their names alone.</summary>
    IReadOnlyList<SliceEntry> Entries { get; }

    /// <summary>Reads a slice with its labels.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="cancellation">Stops between the steps.</param>
    /// <exception cref="DataSetException">A file is missing, cannot be read as what the layout says, or holds an unknown label.</exception>
    LabelledSlice Load(SliceEntry entry, CancellationToken cancellation);
}
