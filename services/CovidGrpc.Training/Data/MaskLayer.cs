namespace CovidGrpc.Training.Data;

/// <summary>A folder of masks that have the names of the images.</summary>
/// <param name="Folder">Pictures without loss, 8 bits a pixel.</param>
/// <param name="Values">From the values in the masks to those of the slice's label map; 0 is left as what lies below.</param>
internal sealed record MaskLayer(string Folder, IReadOnlyDictionary<byte, byte> Values)
{
    /// <summary>Masks whose values are already those of the label map.</summary>
    internal static MaskLayer AsStored(string folder, params IEnumerable<byte> values) => new(folder, values.ToDictionary(value => value));

    /// <summary>Masks of 0 and 255.</summary>
    /// <param name="folder">Pictures without loss, 8 bits a pixel.</param>
    /// <param name="value">What 255 becomes.</param>
    internal static MaskLayer OnOff(string folder, byte value) => new(folder, new Dictionary<byte, byte> { [byte.MaxValue] = value });
}
