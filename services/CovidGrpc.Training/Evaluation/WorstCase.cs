using CovidGrpc.Vision;

namespace CovidGrpc.Training.Evaluation;

/// <summary>A slice on which a model did badly, to be looked at.</summary>
/// <param name="Id">Names the slice within its data set.</param>
/// <param name="Measure">What it is judged by, 0 (worst) to 1: the Dice of its painted tissues, or the probability of its true class.</param>
/// <param name="Pixels">Rows × columns grey values, row by row.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Truth">Rows × columns tissues: a <see cref="Tissue"/>'s number, <see cref="TissuePainting.Lesion"/>, or 0; empty where nothing is labelled.</param>
/// <param name="Found">The same of what the model found.</param>
/// <param name="Class">What the slice shows; null where that is unknown.</param>
public sealed record WorstCase(
    string Id, double Measure, ReadOnlyMemory<byte> Pixels, int Rows, int Columns, ReadOnlyMemory<byte> Truth, ReadOnlyMemory<byte> Found, DiagnosticClass? Class);
