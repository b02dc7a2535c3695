using System.Security.Cryptography;
using CovidGrpc.Dicom.Codecs;

namespace CovidGrpc.Dicom;

/// <summary>The pixels of an image, frame by frame, of any layout and transfer syntax; nothing is decoded before it is asked for.</summary>
public sealed class PixelData
{
    /// <summary>Most frames of an object.</summary>
    public const int MaxFrames = 1 << 14;

    private readonly DicomTransferSyntax _syntax;
    private readonly ReadOnlyMemory<byte> _native;
    private readonly IReadOnlyList<CodeStream>? _encoded;

    private PixelData(PixelFormat format, int frameCount, DicomTransferSyntax syntax, DicomElement pixels)
    {
        (Format, FrameCount, _syntax) = (format, frameCount, syntax);
        if (pixels.Fragments is { } fragments)
            _encoded = EncapsulatedFrames.Split(fragments, frameCount);
        else
            _native = NativeFrames.Whole(pixels.Value, format, frameCount);
    }

    /// <summary>Layout of every frame.</summary>
    public PixelFormat Format { get; }

    /// <summary>Number of frames, at least 1; all of them are there.</summary>
    public int FrameCount { get; }

    /// <summary>Finds the frames of an image, without decoding one.</summary>
    /// <param name="file">File of an image.</param>
    /// <exception cref="DicomException">No pixels, too few of them, or attributes that contradict each other.</exception>
    public static PixelData Open(DicomFile file)
    {
        var dataset = file.Dataset;
        var pixels = dataset.Find(DicomTag.PixelData) ?? throw PixelErrors.NoPixels(dataset);
        var frames = dataset.GetInteger(DicomTag.NumberOfFrames) ?? 1;
        if (frames < 1)
            throw PixelErrors.Contradiction($"{DicomTag.NumberOfFrames} is not positive");
        if (frames > MaxFrames)
            throw new DicomException(DicomReasons.LimitExceeded, $"The DICOM object announces more than {MaxFrames} frames.");
        if (file.TransferSyntax.IsEncapsulated != pixels.Fragments is not null)
            throw PixelErrors.Contradiction("its pixel data is not encoded as its transfer syntax says");
        return new PixelData(PixelFormat.Read(dataset), frames, file.TransferSyntax, pixels);
    }

    /// <summary>
    /// Decodes a frame: <see cref="PixelFormat.FrameBytes"/> bytes, words little-endian, row by row; single bits a byte each.
    /// Colour comes as the transfer syntax has it: uncompressed as stored, decoded pixel by pixel.
    /// </summary>
    /// <param name="index">From 0 to <see cref="FrameCount"/> − 1.</param>
    /// <param name="decoder">Decoder of compressed frames; <see cref="ManagedFrameDecoder"/> when null.</param>
    /// <param name="cancellation">Stops a decoder that can be stopped.</param>
    /// <exception cref="DicomException">The frame is damaged, or its compression cannot be decoded.</exception>
    public ReadOnlyMemory<byte> Read(int index, IFrameDecoder? decoder = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, FrameCount);
        cancellation.ThrowIfCancellationRequested();
        return _encoded is { } encoded
            ? (decoder ?? ManagedFrameDecoder.Instance).Decode(_syntax, encoded[index].Join(), Format, cancellation)
            : NativeFrames.Read(_native, Format, index);
    }

    /// <summary>SHA-256, in hexadecimal, of a frame as it is stored: its words, or its code stream.</summary>
    /// <param name="index">From 0 to <see cref="FrameCount"/> − 1.</param>
    internal string StoredDigest(int index) => Convert.ToHexString(
        SHA256.HashData((_encoded is { } encoded ? encoded[index].Join() : NativeFrames.Read(_native, Format, index)).Span));
}
