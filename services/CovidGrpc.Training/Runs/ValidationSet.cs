using CovidGrpc.Training.Data;

namespace CovidGrpc.Training.Runs;

/// <summary>Slices that are kept back.</summary>
/// <param name="Name">Of the data set and of the part.</param>
/// <param name="Source">The data set.</param>
/// <param name="Entries">The slices.</param>
/// <param name="TellsClass">Whether the class is looked at.</param>
internal sealed record ValidationSet(string Name, ISliceSource Source, IReadOnlyList<SliceEntry> Entries, bool TellsClass);
