namespace CovidGrpc.Reports.Cases;

/// <summary>A slice to look at: the truth beside what a model found.</summary>
/// <param name="Caption">What it is, and how badly it went.</param>
/// <param name="Pixels">Rows × columns grey values, row by row.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Truth">Rows × columns tissues by number: 0 none, and those of <see cref="TissueColours"/>; empty where nothing is labelled.</param>
/// <param name="Found">The same of what the model found.</param>
public sealed record CasePicture(string Caption, ReadOnlyMemory<byte> Pixels, int Rows, int Columns, ReadOnlyMemory<byte> Truth, ReadOnlyMemory<byte> Found);
