using CovidGrpc.Vision;

namespace CovidGrpc.Training.Data;

/// <summary>A slice of a data set that is not read yet.</summary>
/// <param name="Id">Names the slice within the data set.</param>
/// <param name="Path">Its image.</param>
/// <param name="Patient">Who it is of: a key that means nothing outside the data set. Slices of one patient never part.</param>
/// <param name="Class">What it shows; null where the data set may not train a class.</param>
internal sealed record SliceEntry(string Id, string Path, string Patient, DiagnosticClass? Class);
