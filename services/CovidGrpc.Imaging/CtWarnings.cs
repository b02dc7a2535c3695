using CovidGrpc.Dicom;

namespace CovidGrpc.Imaging;

/// <summary>What is unusual about a CT image as an axial slice of a chest.</summary>
internal static class CtWarnings
{
    // A slice of a chest holds lung or outer air, and bone.
    private const double AirHounsfield = -500;
    private const double BoneHounsfield = 200;

    private const double MaxThickness = 5;
    private static readonly double NotAxialCosine = Math.Cos(Math.PI / 4);
    private static readonly double ObliqueCosine = Math.Cos(Math.PI / 18);

    public static IEnumerable<ImageWarning> Of(CtImage image, double lowest, double highest) =>
        [.. OfValues(image, lowest, highest), .. OfGeometry(image), .. OfAcquisition(image)];

    private static IEnumerable<ImageWarning> OfValues(CtImage image, double lowest, double highest)
    {
        if (!image.HasRescale)
            yield return new ImageWarning(WarningCodes.RescaleMissing, "The file states no rescale slope and intercept: its values were taken as HU.");
        if (image.RescaleType is not (null or "HU" or "US"))
            yield return new ImageWarning(WarningCodes.RescaleTypeNotHounsfield, "The rescaled values are not declared as HU.");
        if (!(lowest <= AirHounsfield && highest >= BoneHounsfield))
        {
            yield return new ImageWarning(
                WarningCodes.HounsfieldRangeUnusual,
                lowest > highest ? "Every pixel is padding." : $"The values span {lowest:0} to {highest:0} HU: a slice of a chest spans air to bone.");
        }

        if (image.Frame.SmallestIsWhite)
            yield return new ImageWarning(WarningCodes.DisplayInverted, "The file asks for an inverted display; its HU were used as they are.");
    }

    private static IEnumerable<ImageWarning> OfGeometry(CtImage image)
    {
        if (image.Orientation is not { } orientation)
        {
            yield return new ImageWarning(WarningCodes.OrientationUnknown, "The file states no usable orientation: left and right are assumed.");
        }
        else
        {
            var axial = Math.Abs(orientation.Normal.Z);
            if (axial < NotAxialCosine)
                yield return new ImageWarning(WarningCodes.OrientationNotAxial, "The image plane is not axial: the network knows axial slices only.");
            else if (axial < ObliqueCosine)
                yield return new ImageWarning(WarningCodes.OrientationOblique, "The image plane is tilted by more than ten degrees.");
            if (axial >= NotAxialCosine && (orientation.AlongRow.X < NotAxialCosine || orientation.AlongColumn.Y < NotAxialCosine))
                yield return new ImageWarning(WarningCodes.OrientationTurned, "The image is turned or mirrored against the usual view (patient's right on the left).");
        }

        if (image.Spacing is null)
            yield return new ImageWarning(WarningCodes.SpacingUnknown, "The file states no pixel spacing: areas and volumes in mm are not possible.");
    }

    private static IEnumerable<ImageWarning> OfAcquisition(CtImage image)
    {
        if (ConvolutionKernels.IsSharp(image.ConvolutionKernel))
            yield return new ImageWarning(WarningCodes.KernelSharp, "The slice was reconstructed with a sharp kernel: noise may be taken for lesions.");
        if (image.SliceThickness > MaxThickness)
            yield return new ImageWarning(WarningCodes.SliceThick, $"The slice is thicker than {MaxThickness:0} mm: small lesions are blurred.");
        if (image.ImageType is ["DERIVED", ..] or [_, "SECONDARY", ..] || image.SopClassUid == DicomUids.SecondaryCaptureImageStorage)
            yield return new ImageWarning(WarningCodes.DerivedImage, "The image is derived or captured, not original from the scanner.");
        if (image.IsLossy)
            yield return new ImageWarning(WarningCodes.LossyCompression, "The pixels went through lossy compression.");
    }
}
