namespace CovidGrpc.Dicom.Codecs;

/// <summary>Decodes compressed frames. Safe for use by several threads at once.</summary>
public interface IFrameDecoder
{
    /// <summary>Decodes one frame.</summary>
    /// <param name="syntax">Transfer syntax that the code stream is in.</param>
    /// <param name="codeStream">The frame's fragments in one piece.</param>
    /// <param name="format">What the header announces; a code stream of other dimensions or precision is refused.</param>
    /// <param name="cancellation">Stops a decoder that can be stopped.</param>
    /// <returns><see cref="PixelFormat.FrameBytes"/> bytes: words little-endian, row by row, the samples of a pixel side by side.</returns>
    /// <exception cref="DicomException">The code stream is damaged, contradicts the header, or cannot be decoded here.</exception>
    byte[] Decode(DicomTransferSyntax syntax, ReadOnlyMemory<byte> codeStream, PixelFormat format, CancellationToken cancellation = default);
}
