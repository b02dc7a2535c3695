namespace CovidGrpc.Dicom;

/// <summary>
/// One data element: a value, or the items of a sequence, or the fragments of compressed pixels.
/// Values are little-endian slices of the file that was read, without a copy.
/// </summary>
public sealed class DicomElement
{
    /// <summary>An element with a value.</summary>
    /// <param name="tag">Tag.</param>
    /// <param name="vr">Value representation.</param>
    /// <param name="value">Bytes as in the file; the writer pads odd lengths.</param>
    public DicomElement(DicomTag tag, DicomVr vr, ReadOnlyMemory<byte> value) => (Tag, Vr, Value) = (tag, vr, value);

    /// <summary>A sequence.</summary>
    /// <param name="tag">Tag.</param>
    /// <param name="items">Items in order.</param>
    public DicomElement(DicomTag tag, IReadOnlyList<DicomDataset> items) => (Tag, Vr, Items) = (tag, DicomVr.SQ, items);

    /// <summary>Encapsulated pixel data (PS3.5 A.4).</summary>
    /// <param name="tag">Tag.</param>
    /// <param name="fragments">The basic offset table, then the fragments.</param>
    public DicomElement(DicomTag tag, IReadOnlyList<ReadOnlyMemory<byte>> fragments) =>
        (Tag, Vr, Fragments) = (tag, DicomVr.OB, fragments);

    /// <summary>Tag.</summary>
    public DicomTag Tag { get; }

    /// <summary>Value representation: stated by the file, or else the dictionary's.</summary>
    public DicomVr Vr { get; }

    /// <summary>Value as it lies in the file; empty for sequences and fragments.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>Items of a sequence; null for every other element.</summary>
    public IReadOnlyList<DicomDataset>? Items { get; }

    /// <summary>Basic offset table and fragments of compressed pixels; null for every other element.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Fragments { get; }
}
