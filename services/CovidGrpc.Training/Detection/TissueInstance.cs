using CovidGrpc.Vision;

namespace CovidGrpc.Training.Detection;

/// <summary>One connected piece of tissue in a slice.</summary>
/// <param name="Tissue">What it is.</param>
/// <param name="Box">Around it, in the slice's pixels, half-open; it has an area and lies within the slice.</param>
/// <param name="Mask">Rows × columns of the slice, row by row: 1 where it is, 0 elsewhere.</param>
internal sealed record TissueInstance(Tissue Tissue, Box Box, ReadOnlyMemory<byte> Mask)
{
    /// <summary>
    /// Other tissues that it may be as well, where the data set does not tell them apart: then it is learned that it is one of them, and its box
    /// and mask as those of the likeliest.
    /// </summary>
    internal IReadOnlyList<Tissue> OrElse { get; init; } = [];
}
