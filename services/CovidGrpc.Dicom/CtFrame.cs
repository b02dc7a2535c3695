namespace CovidGrpc.Dicom;

/// <summary>
/// What the header says about one frame of a CT object: how its stored values become HU, and where it lies in the patient.
/// Of a single-frame image and of each frame of a multi-frame one alike.
/// </summary>
public record CtFrame
{
    private const double DirectionTolerance = 1e-2;

    /// <summary>Position in the object, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>HU per stored unit; finite and not 0. 1 when the file states no rescale.</summary>
    public required double RescaleSlope { get; init; }

    /// <summary>HU of stored value 0. 0 when the file states no rescale.</summary>
    public required double RescaleIntercept { get; init; }

    /// <summary>Whether slope and intercept are the file's; when not, the HU are a guess.</summary>
    public required bool HasRescale { get; init; }

    /// <summary>Unit after rescaling, HU in a CT image; null when not stated.</summary>
    public required string? RescaleType { get; init; }

    /// <summary>Stored values that are no part of the image, from and to inclusive; null when none are declared.</summary>
    public required (int From, int To)? Padding { get; init; }

    /// <summary>Distance between pixel centres; null when unknown.</summary>
    public required PixelSpacing? Spacing { get; init; }

    /// <summary>Centre of the first pixel, mm; null when unknown.</summary>
    public required PatientVector? Position { get; init; }

    /// <summary>Direction of rows and columns; null when unknown or no pair of unit vectors at a right angle.</summary>
    public required ImageOrientation? Orientation { get; init; }

    /// <summary>Nominal slice thickness, mm; null when unknown.</summary>
    public required double? SliceThickness { get; init; }

    /// <summary>Name of the reconstruction kernel; null when unknown.</summary>
    public required string? ConvolutionKernel { get; init; }

    /// <summary>SOP class; null when not stated.</summary>
    public required string? SopClassUid { get; init; }

    /// <summary>ImageType values, for example ORIGINAL, PRIMARY, AXIAL; empty when not stated.</summary>
    public required IReadOnlyList<string> ImageType { get; init; }

    /// <summary>Whether the pixels went through lossy compression.</summary>
    public required bool IsLossy { get; init; }

    /// <summary>Whether the image is a localizer (scout), not a slice.</summary>
    public bool IsLocalizer => ImageType.Contains("LOCALIZER");

    /// <summary>HU of a stored value: slope × value + intercept (PS3.3 C.11.1.1.2).</summary>
    /// <param name="storedValue">Stored value.</param>
    public double ToHounsfield(int storedValue) => (RescaleSlope * storedValue) + RescaleIntercept;

    /// <summary>Whether a stored value is padding.</summary>
    /// <param name="storedValue">Stored value.</param>
    public bool IsPadding(int storedValue) => Padding is { } range && storedValue >= range.From && storedValue <= range.To;

    internal static CtFrame Read(DicomDataset dataset, int index, bool isSigned)
    {
        var (slope, intercept, hasRescale) = ReadRescale(dataset);
        return new CtFrame
        {
            Index = index,
            RescaleSlope = slope,
            RescaleIntercept = intercept,
            HasRescale = hasRescale,
            RescaleType = dataset.GetString(DicomTag.RescaleType),
            Padding = ReadPadding(dataset, isSigned),
            Spacing = ReadSpacing(dataset),
            Position = Vectors(dataset, DicomTag.ImagePositionPatient, 1) is [var position] ? position : null,
            Orientation = ReadOrientation(dataset),
            SliceThickness = dataset.GetDecimal(DicomTag.SliceThickness),
            ConvolutionKernel = dataset.GetString(DicomTag.ConvolutionKernel),
            SopClassUid = dataset.GetString(DicomTag.SopClassUid),
            ImageType = dataset.GetStrings(DicomTag.ImageType),
            IsLossy = dataset.GetString(DicomTag.LossyImageCompression) == "01",
        };
    }

    private static (double Slope, double Intercept, bool IsStated) ReadRescale(DicomDataset dataset)
    {
        var slope = dataset.GetDecimal(DicomTag.RescaleSlope);
        var intercept = dataset.GetDecimal(DicomTag.RescaleIntercept);
        if (slope is null && intercept is null)
            return (1, 0, false);
        if (slope is null || intercept is null)
            throw new DicomException(DicomReasons.MissingAttribute, $"Only one of {DicomTag.RescaleSlope} and {DicomTag.RescaleIntercept} is given.");
        if (slope == 0)
            throw new DicomException(DicomReasons.InvalidValue, $"{DicomTag.RescaleSlope} is 0: HU cannot be computed.");
        return (slope.Value, intercept.Value, true);
    }

    private static (int From, int To)? ReadPadding(DicomDataset dataset, bool isSigned)
    {
        if (dataset.GetInteger(DicomTag.PixelPaddingValue) is not { } value)
            return null;
        var limit = dataset.GetInteger(DicomTag.PixelPaddingRangeLimit) ?? value;
        // Written as US or SS, its meaning follows the pixels' (PS3.3 C.7.5.1.1.2).
        if (isSigned)
            (value, limit) = ((short)value, (short)limit);
        return (Math.Min(value, limit), Math.Max(value, limit));
    }

    private static PixelSpacing? ReadSpacing(DicomDataset dataset) => dataset.GetDecimals(DicomTag.PixelSpacing) switch
    {
        [] => null,
        [> 0 and var rows, > 0 and var columns] => new PixelSpacing(rows, columns),
        _ => throw Unusable(DicomTag.PixelSpacing),
    };

    private static ImageOrientation? ReadOrientation(DicomDataset dataset)
    {
        if (Vectors(dataset, DicomTag.ImageOrientationPatient, 2) is not [var row, var column])
            return null;
        var isOrthonormal = Math.Abs(row.Length - 1) < DirectionTolerance && Math.Abs(column.Length - 1) < DirectionTolerance
            && Math.Abs(row.Dot(column)) < DirectionTolerance;
        return isOrthonormal ? new ImageOrientation(row, column) : null;
    }

    private static PatientVector[] Vectors(DicomDataset dataset, DicomTag tag, int count)
    {
        var values = dataset.GetDecimals(tag);
        if (values.Count == 0)
            return [];
        return values.Count == 3 * count
            ? [.. values.Chunk(3).Select(xyz => new PatientVector(xyz[0], xyz[1], xyz[2]))]
            : throw Unusable(tag);
    }

    private static DicomException Unusable(DicomTag tag) => new(DicomReasons.InvalidValue, $"The attribute {tag} has no usable value.");
}
