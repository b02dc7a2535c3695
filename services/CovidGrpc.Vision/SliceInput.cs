namespace CovidGrpc.Vision;

/// <summary>One slice to look at.</summary>
/// <param name="Pixels">8-bit grey values, row by row, <paramref name="Rows"/> × <paramref name="Columns"/> bytes. Normally 512×512.</param>
/// <param name="Rows">Height of <paramref name="Pixels"/>, 32 to 4096.</param>
/// <param name="Columns">Width of <paramref name="Pixels"/>, 32 to 4096; neither side more than 16 times the other.</param>
/// <param name="SourceRows">Height of the image that the slice was made from, 1 to 16384: boxes and masks come back in its pixels.</param>
/// <param name="SourceColumns">Width of the image that the slice was made from, 1 to 16384.</param>
public sealed record SliceInput(ReadOnlyMemory<byte> Pixels, int Rows, int Columns, int SourceRows, int SourceColumns);
