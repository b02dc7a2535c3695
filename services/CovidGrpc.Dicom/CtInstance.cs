using CovidGrpc.Dicom.Codecs;

namespace CovidGrpc.Dicom;

/// <summary>
/// A CT object of one frame or many. The header is read at once, so that frames can be chosen and ordered; pixels are decoded
/// frame by frame, when they are asked for.
/// </summary>
/// <example>
/// <code>
/// var instance = CtInstance.Open(DicomFile.Read(bytes));
/// foreach (var frame in instance.Frames.OrderBy(frame => frame.Position?.Z))
///     instance.Read(frame.Index).CopyHounsfield(hounsfield);
/// </code>
/// </example>
public sealed class CtInstance
{
    private readonly PixelData _pixels;

    private CtInstance(PixelData pixels, IReadOnlyList<CtFrame> frames) => (_pixels, Frames) = (pixels, frames);

    /// <summary>Layout of the pixels, the same in every frame.</summary>
    public PixelFormat Format => _pixels.Format;

    /// <summary>Header of each frame, in the order of the file; at least one.</summary>
    public IReadOnlyList<CtFrame> Frames { get; }

    /// <summary>Reads the header of a CT object. The modality is checked before anything else.</summary>
    /// <param name="file">File.</param>
    /// <exception cref="DicomException">Another modality, no pixels or too few, or attributes without a usable value.</exception>
    public static CtInstance Open(DicomFile file)
    {
        ModalityCheck.RequireCt(file.Dataset);
        if (file.Dataset.Contains(DicomTag.PixelData))
            PixelFrame.RequireReadable(PixelFormat.Read(file.Dataset));
        var pixels = PixelData.Open(file);
        return new CtInstance(
            pixels,
            [.. FunctionalGroups.Flatten(file.Dataset, pixels.FrameCount).Select((dataset, index) => CtFrame.Read(dataset, index, pixels.Format.IsSigned))]);
    }

    /// <summary>Decodes a frame.</summary>
    /// <param name="index">Index of one of <see cref="Frames"/>.</param>
    /// <param name="decoder">Decoder of compressed frames; <see cref="ManagedFrameDecoder"/> when null.</param>
    /// <param name="cancellation">Stops a decoder that can be stopped.</param>
    /// <exception cref="DicomException">The frame is damaged, or of a layout or compression that is not read.</exception>
    public CtImage Read(int index, IFrameDecoder? decoder = null, CancellationToken cancellation = default) =>
        new(Frames[index], PixelFrame.Read(_pixels, index, decoder, cancellation));

    /// <summary>SHA-256, in hexadecimal, of a frame as it is stored; no pixel is decoded.</summary>
    /// <param name="index">Index of one of <see cref="Frames"/>.</param>
    public string StoredDigest(int index) => _pixels.StoredDigest(index);

    /// <summary>This instance, where it holds one image.</summary>
    /// <exception cref="DicomException">It holds several frames.</exception>
    public CtInstance RequireSingleFrame() => Frames.Count == 1 ? this : throw new DicomException(
        DicomReasons.MultiFrame,
        $"The DICOM object holds {Frames.Count} frames where one image is expected: DiagnoseScan takes multi-frame objects.");
}
