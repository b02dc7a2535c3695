using System.Diagnostics.CodeAnalysis;
using CovidGrpc.Dicom.Codecs;

namespace CovidGrpc.Dicom;

/// <summary>A CT image with its pixels: a single-frame object, or one frame of a multi-frame one.</summary>
public sealed record CtImage : CtFrame
{
    [SetsRequiredMembers]
    internal CtImage(CtFrame header, PixelFrame frame) : base(header) => Frame = frame;

    /// <summary>Pixels as stored.</summary>
    public PixelFrame Frame { get; }

    /// <summary>Reads a CT object that holds one image. The modality is checked before anything else.</summary>
    /// <param name="file">File.</param>
    /// <param name="decoder">Decoder of compressed frames; <see cref="ManagedFrameDecoder"/> when null.</param>
    /// <param name="cancellation">Stops a decoder that can be stopped.</param>
    /// <exception cref="DicomException">Another modality, several frames, pixels that cannot be read, or attributes without a usable value.</exception>
    public static CtImage Read(DicomFile file, IFrameDecoder? decoder = null, CancellationToken cancellation = default) =>
        CtInstance.Open(file).RequireSingleFrame().Read(0, decoder, cancellation);

    /// <summary>Copies the image in HU; padding is rescaled like everything else.</summary>
    /// <param name="destination">At least Rows × Columns values, row by row.</param>
    public void CopyHounsfield(Span<float> destination)
    {
        var stored = new int[Frame.Rows * Frame.Columns];
        Frame.CopyStoredValues(stored);
        for (var i = 0; i < stored.Length; i++)
            destination[i] = (float)ToHounsfield(stored[i]);
    }
}
