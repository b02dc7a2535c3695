namespace CovidGrpc.Dicom.Answers;

/// <summary>What answers take from the header of one source image. Nothing of the file stays in memory.</summary>
public sealed class SourceImage
{
    // What ties an answer to its patient and study: modules Patient, Patient Study and General Study (PS3.3 C.7.1.1, C.7.2.1, C.7.2.2).
    private static readonly DicomTag[] IdentityTags =
    [
        DicomTag.SpecificCharacterSet, DicomTag.PatientName, DicomTag.PatientId, DicomTag.IssuerOfPatientId, DicomTag.PatientBirthDate,
        DicomTag.PatientSex, DicomTag.PatientAge, DicomTag.PatientSize, DicomTag.PatientWeight,
        DicomTag.PatientIdentityRemoved, DicomTag.DeidentificationMethod,
        DicomTag.StudyInstanceUid, DicomTag.StudyDate, DicomTag.StudyTime, DicomTag.ReferringPhysicianName, DicomTag.StudyId,
        DicomTag.AccessionNumber, DicomTag.StudyDescription,
    ];

    private readonly DicomElement[] _identity;

    private SourceImage(DicomElement[] identity) => _identity = identity;

    /// <summary>Which image it is.</summary>
    public required SourceId Id { get; init; }

    /// <summary>SOP class.</summary>
    public required string SopClassUid { get; init; }

    /// <summary>Study.</summary>
    public required string StudyInstanceUid { get; init; }

    /// <summary>Series.</summary>
    public required string SeriesInstanceUid { get; init; }

    /// <summary>Frame of reference; null when not stated.</summary>
    public required string? FrameOfReferenceUid { get; init; }

    /// <summary>Number of rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Number of columns.</summary>
    public required int Columns { get; init; }

    /// <summary>Distance between pixel centres; null when unknown.</summary>
    public required PixelSpacing? Spacing { get; init; }

    /// <summary>Centre of the first pixel, mm; null when unknown.</summary>
    public required PatientVector? Position { get; init; }

    /// <summary>Direction of rows and columns; null when unknown.</summary>
    public required ImageOrientation? Orientation { get; init; }

    /// <summary>Nominal slice thickness, mm; null when unknown.</summary>
    public required double? SliceThickness { get; init; }

    /// <summary>Whether the pixels went through lossy compression.</summary>
    public required bool IsLossy { get; init; }

    /// <summary>Reads the header of an instance, with or without its pixels: one image, or one a frame.</summary>
    /// <param name="header">Data set of an image.</param>
    /// <exception cref="DicomException">An identifier or the size is missing, or an attribute has no usable value.</exception>
    public static IReadOnlyList<SourceImage> Read(DicomDataset header)
    {
        var identity = ReadIdentity(header);
        var frames = header.GetItems(DicomTag.PerFrameFunctionalGroupsSequence).Count;
        return frames == 0
            ? [Read(header, header, identity, frame: null)]
            : [.. FunctionalGroups.Flatten(header, frames).Select((plane, index) => Read(header, plane, identity, index + 1))];
    }

    /// <summary>Puts patient and study into an answer.</summary>
    internal void CopyIdentity(DicomDataset answer)
    {
        foreach (var element in _identity)
            answer.Set(element);
    }

    /// <summary>A reference to the instance, and if asked to its frame.</summary>
    internal DicomDataset ToReference(bool withFrame = false)
    {
        var reference = new DicomDataset()
            .SetString(DicomTag.ReferencedSopClassUid, SopClassUid)
            .SetString(DicomTag.ReferencedSopInstanceUid, Id.SopInstanceUid);
        return withFrame && Id.Frame is { } frame ? reference.SetNumber(DicomTag.ReferencedFrameNumber, frame) : reference;
    }

    private static SourceImage Read(DicomDataset header, DicomDataset plane, DicomElement[] identity, int? frame) => new(identity)
    {
        Id = new SourceId(Required(header, DicomTag.SopInstanceUid), frame),
        SopClassUid = Required(header, DicomTag.SopClassUid),
        StudyInstanceUid = Required(header, DicomTag.StudyInstanceUid),
        SeriesInstanceUid = Required(header, DicomTag.SeriesInstanceUid),
        FrameOfReferenceUid = header.GetString(DicomTag.FrameOfReferenceUid),
        Rows = Size(header, DicomTag.Rows),
        Columns = Size(header, DicomTag.Columns),
        Spacing = CtFrame.ReadSpacing(plane),
        Position = CtFrame.ReadPosition(plane),
        Orientation = CtFrame.ReadOrientation(plane),
        SliceThickness = plane.GetDecimal(DicomTag.SliceThickness),
        IsLossy = header.GetString(DicomTag.LossyImageCompression) == "01",
    };

    private static DicomElement[] ReadIdentity(DicomDataset header) =>
    [
        .. IdentityTags.Select(header.Find).OfType<DicomElement>().Where(element => element.Items is null)
            .Select(element => new DicomElement(element.Tag, element.Vr, element.Value.ToArray())),
    ];

    private static string Required(DicomDataset header, DicomTag tag) => header.GetString(tag) ?? throw Missing(tag);

    private static int Size(DicomDataset header, DicomTag tag) => header.GetInteger(tag) switch
    {
        { } size and > 0 => size,
        null => throw Missing(tag),
        _ => throw new DicomException(DicomReasons.InvalidValue, $"The attribute {tag} is not positive."),
    };

    private static DicomException Missing(DicomTag tag) => new(DicomReasons.MissingAttribute, $"The DICOM image lacks {tag}.");
}
