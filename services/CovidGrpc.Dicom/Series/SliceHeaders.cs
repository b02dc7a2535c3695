using System.Security.Cryptography;

namespace CovidGrpc.Dicom.Series;

/// <summary>Reads headers of slices out of files.</summary>
public static class SliceHeaders
{
    /// <summary>The headers of a file's frames. Nothing of the file is kept.</summary>
    /// <param name="file">File of a CT image.</param>
    /// <param name="instance">Number of the file, as the caller counts them.</param>
    /// <exception cref="DicomException">No CT image, or one that cannot be read.</exception>
    public static IReadOnlyList<SliceHeader> Read(DicomFile file, int instance)
    {
        var image = CtImage.Read(file);
        return
        [
            new SliceHeader
            {
                Instance = instance,
                Frame = 0,
                Series = file.Dataset.GetString(DicomTag.SeriesInstanceUid) ?? "",
                Number = file.Dataset.GetInteger(DicomTag.InstanceNumber),
                Rows = image.Frame.Rows,
                Columns = image.Frame.Columns,
                Spacing = image.Spacing,
                Position = image.Position,
                Orientation = image.Orientation,
                IsLocalizer = image.IsLocalizer,
                IsDerived = image.ImageType is ["DERIVED", ..] or [_, "SECONDARY", ..] || image.SopClassUid == DicomUids.SecondaryCaptureImageStorage,
                IsSharp = ConvolutionKernels.IsSharp(image.ConvolutionKernel),
                PixelDigest = Convert.ToHexString(SHA256.HashData(image.Frame.Bytes.Span)),
            },
        ];
    }
}
