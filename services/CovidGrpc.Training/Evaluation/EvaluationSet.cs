using CovidGrpc.Training.Data;

namespace CovidGrpc.Training.Evaluation;

/// <summary>Slices that a model is measured on.</summary>
/// <param name="Name">Of the data set and of the part.</param>
/// <param name="Source">The data set.</param>
/// <param name="Entries">The slices.</param>
/// <param name="TellsClass">Whether the class is looked at.</param>
internal sealed record EvaluationSet(string Name, ISliceSource Source, IReadOnlyList<SliceEntry> Entries, bool TellsClass)
{
    /// <summary>Whether intervals are over slices though patients are known: there are too few of those.</summary>
    public bool IsEachSliceAPatient { get; init; }
}
