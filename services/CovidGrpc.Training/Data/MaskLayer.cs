namespace CovidGrpc.Training.Data;

/// <summary>A folder of masks that have the names of the images.</summary>
/// <param name="Folder">Pictures without loss, 8 bits a pixel.</param>
/// <param name="Values">From the values in the masks to those of the slice's label map; 0 is left as what lies below.</param>
internal sealed record MaskLayer(string Folder, IReadOnlyDictionary<byte, byte> Values);
