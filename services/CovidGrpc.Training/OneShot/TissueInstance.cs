using CovidGrpc.Vision;

namespace CovidGrpc.Training.OneShot;

/// <summary>One connected piece of tissue in a slice.</summary>
/// <param name="Tissue">What it is.</param>
/// <param name="Box">Around it, in the slice's pixels, half-open; it has an area and lies within the slice.</param>
/// <param name="Mask">Rows × columns of the slice, row by row: 1 where it is, 0 elsewhere.</param>
internal sealed record TissueInstance(Tissue Tissue, Box Box, ReadOnlyMemory<byte> Mask);
