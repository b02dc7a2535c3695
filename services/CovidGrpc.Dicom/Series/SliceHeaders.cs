namespace CovidGrpc.Dicom.Series;

/// <summary>Reads headers of slices out of files.</summary>
public static class SliceHeaders
{
    /// <summary>The headers of a file's frames. Nothing of the file is kept, and no pixel is decoded.</summary>
    /// <param name="file">File of a CT object.</param>
    /// <param name="instance">Number of the file, as the caller counts them.</param>
    /// <exception cref="DicomException">No CT object, or one that cannot be read.</exception>
    public static IReadOnlyList<SliceHeader> Read(DicomFile file, int instance)
    {
        var ct = CtInstance.Open(file);
        return
        [
            .. ct.Frames.Select(frame => new SliceHeader
            {
                Instance = instance,
                Frame = frame.Index,
                Series = file.Dataset.GetString(DicomTag.SeriesInstanceUid) ?? "",
                Number = file.Dataset.GetInteger(DicomTag.InstanceNumber),
                Rows = ct.Format.Rows,
                Columns = ct.Format.Columns,
                Spacing = frame.Spacing,
                Position = frame.Position,
                Orientation = frame.Orientation,
                IsLocalizer = frame.IsLocalizer,
                IsDerived = frame.ImageType is ["DERIVED", ..] or [_, "SECONDARY", ..] || frame.SopClassUid == DicomUids.SecondaryCaptureImageStorage,
                IsSharp = ConvolutionKernels.IsSharp(frame.ConvolutionKernel),
                PixelDigest = ct.StoredDigest(frame.Index),
            }),
        ];
    }
}
