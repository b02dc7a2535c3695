using System.Text;
using CovidGrpc.Dicom.Identity;

namespace CovidGrpc.Dicom;

/// <summary>
/// Reduces an image to what preprocessing needs: pixels, geometry, rescale, window. It keeps an allow-list of
/// attributes, of multi-frame objects within their functional groups too, and drops everything else, private tags, other sequences and
/// identifiers included, so that no identity leaves the sender. Pixels stay byte for byte, compressed ones in their transfer syntax; what is burned into
/// them stays too.
/// </summary>
public static class ImageOnly
{
    private static readonly DicomTag[] Copied =
    [
        DicomTag.ImageType, DicomTag.Modality, DicomTag.BodyPartExamined, DicomTag.Laterality,
        DicomTag.SliceThickness, DicomTag.SpacingBetweenSlices, DicomTag.GantryDetectorTilt, DicomTag.Kvp,
        DicomTag.ConvolutionKernel, DicomTag.PatientPosition,
        DicomTag.InstanceNumber, DicomTag.ImagePositionPatient, DicomTag.ImageOrientationPatient, DicomTag.SliceLocation,
        DicomTag.SamplesPerPixel, DicomTag.PhotometricInterpretation, DicomTag.PlanarConfiguration, DicomTag.NumberOfFrames,
        DicomTag.Rows, DicomTag.Columns, DicomTag.PixelSpacing, DicomTag.PixelAspectRatio,
        DicomTag.BitsAllocated, DicomTag.BitsStored, DicomTag.HighBit, DicomTag.PixelRepresentation,
        DicomTag.PixelPaddingValue, DicomTag.PixelPaddingRangeLimit, DicomTag.BurnedInAnnotation,
        DicomTag.WindowCenter, DicomTag.WindowWidth, DicomTag.VoiLutFunction,
        DicomTag.RescaleIntercept, DicomTag.RescaleSlope, DicomTag.RescaleType,
        DicomTag.LossyImageCompression, DicomTag.LossyImageCompressionRatio, DicomTag.LossyImageCompressionMethod,
    ];

    // Required by the CT image's modules but possibly empty (type 2, PS3.5 7.4.3).
    private static readonly DicomTag[] Emptied =
    [
        DicomTag.StudyDate, DicomTag.ContentDate, DicomTag.StudyTime, DicomTag.ContentTime, DicomTag.AccessionNumber,
        DicomTag.Manufacturer, DicomTag.ReferringPhysicianName, DicomTag.PatientName, DicomTag.PatientId, DicomTag.PatientBirthDate,
        DicomTag.PatientSex, DicomTag.StudyId, DicomTag.SeriesNumber, DicomTag.AcquisitionNumber, DicomTag.PositionReferenceIndicator,
        DicomTag.InstanceNumber, DicomTag.SliceThickness, DicomTag.Kvp,
    ];

    private static readonly DicomTag[] Replaced =
        [DicomTag.SopInstanceUid, DicomTag.StudyInstanceUid, DicomTag.SeriesInstanceUid, DicomTag.FrameOfReferenceUid];

    /// <summary>The image without identity.</summary>
    /// <param name="source">File of an image.</param>
    /// <param name="uids">Replaces unique identifiers; without it they become placeholders, the same for every image.</param>
    public static DicomFile From(DicomFile source, KeyedUids? uids = null)
    {
        var image = new DicomDataset();
        foreach (var tag in Emptied)
            image.SetString(tag);
        foreach (var tag in Replaced)
        {
            image.SetString(tag, uids is not null && source.Dataset.GetString(tag) is { } uid
                ? uids.Replace(uid)
                : DicomUids.Derive(Encoding.ASCII.GetBytes($"CovidGrpc placeholder {tag}")));
        }

        foreach (var tag in Copied)
        {
            if (source.Dataset.Find(tag) is { Items: null } element && IsHarmless(source.Dataset, element))
                image.Set(element);
        }

        foreach (var groups in (DicomTag[])[DicomTag.SharedFunctionalGroupsSequence, DicomTag.PerFrameFunctionalGroupsSequence])
        {
            if (FunctionalGroups.Reduce(source.Dataset, groups, IsHarmless) is { } element)
                image.Set(element);
        }

        // Type 2C: asked for where no body part tells that there is no left and right.
        if (!image.Contains(DicomTag.BodyPartExamined) && !image.Contains(DicomTag.Laterality))
            image.SetString(DicomTag.Laterality);
        if (source.Dataset.GetString(DicomTag.SopClassUid) is { } sopClass && DicomUids.IsStandard(sopClass))
            image.SetString(DicomTag.SopClassUid, sopClass);
        if (source.Dataset.Find(DicomTag.PixelData) is { Items: null } pixels)
            image.Set(pixels);
        image.SetString(DicomTag.PatientIdentityRemoved, "YES");
        image.SetString(DicomTag.DeidentificationMethod, "Allow-list of image attributes");
        return new DicomFile(image, source.TransferSyntax);
    }

    // A kept attribute must hold what its name says, so that free text cannot ride along in it.
    private static bool IsHarmless(DicomDataset dataset, DicomElement element) => (element.Tag.Vr, element.Vr) switch
    {
        (DicomVr.US, DicomVr.US or DicomVr.SS) or (DicomVr.DS, DicomVr.DS) or (DicomVr.IS, DicomVr.IS) => IsNumeric(dataset, element.Tag),
        (DicomVr.CS, DicomVr.CS) or (DicomVr.SH, DicomVr.SH) or (DicomVr.LO, DicomVr.LO) => dataset.GetStrings(element.Tag).All(IsCode),
        _ => false,
    };

    private static bool IsNumeric(DicomDataset dataset, DicomTag tag)
    {
        try
        {
            dataset.GetDecimals(tag);
            return true;
        }
        catch (DicomException)
        {
            return false;
        }
    }

    private static bool IsCode(string value) =>
        value.Length <= 16 && value.All(character => char.IsAsciiLetterOrDigit(character) || character is ' ' or '_' or '-' or '.' or '/' or '+');
}
