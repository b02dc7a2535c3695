namespace CovidGrpc.Dicom;

/// <summary>The refusals that concern pixels, each worded once.</summary>
internal static class PixelErrors
{
    public static DicomException Missing(DicomTag tag) => new(DicomReasons.MissingAttribute, $"The DICOM image lacks {tag}.");

    public static DicomException Unsupported(string problem) => new(DicomReasons.UnsupportedPixels, $"The pixels of the DICOM image {problem}.");

    public static DicomException Contradiction(string problem) => new(DicomReasons.InvalidValue, $"The DICOM image is inconsistent: {problem}.");

    public static DicomException TooShort() => new(
        DicomReasons.Truncated, "The pixel data is shorter than Rows × Columns × frames: the file was cut off, or its header is wrong.");

    public static DicomException NoPixels(DicomDataset dataset) =>
        dataset.Contains(DicomTag.FloatPixelData) || dataset.Contains(DicomTag.DoubleFloatPixelData)
            ? Unsupported("are floating point")
            : new DicomException(DicomReasons.NoPixelData, "The DICOM object holds no pixel data.");

    /// <summary>A compressed frame that does not decode to what the header announces.</summary>
    /// <param name="codec">Name of the compression.</param>
    /// <param name="problem">End of the sentence.</param>
    public static DicomException Damaged(string codec, string problem) =>
        new(DicomReasons.CodeStreamDamaged, $"The {codec} pixel data is damaged: {problem}.");
}
