using CovidGrpc.Vision;

namespace CovidGrpc.Training.Data;

/// <summary>One connected piece of tissue in a label map.</summary>
/// <param name="Possible">What it may be, at least one, by rising label; several where the data set does not tell them apart.</param>
/// <param name="Box">Around it, in the map's pixels, half-open.</param>
/// <param name="Mask">Rows × columns of the map, row by row: 1 where it is, 0 elsewhere.</param>
internal sealed record LabelledInstance(IReadOnlyList<Tissue> Possible, Box Box, ReadOnlyMemory<byte> Mask);
