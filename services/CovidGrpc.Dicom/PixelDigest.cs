using System.Security.Cryptography;
using CovidGrpc.Dicom.Codecs;

namespace CovidGrpc.Dicom;

/// <summary>The digest by which decoded pixels are compared across programs.</summary>
public static class PixelDigest
{
    /// <summary>SHA-256, in hexadecimal, of all frames' stored words, little-endian; single bits packed from the lowest, across frames.</summary>
    /// <param name="pixels">Pixels.</param>
    /// <param name="decoder">Decoder of compressed frames; <see cref="ManagedFrameDecoder"/> when null.</param>
    /// <param name="cancellation">Stops between frames.</param>
    /// <exception cref="DicomException">A frame cannot be decoded.</exception>
    public static string Sha256(PixelData pixels, IFrameDecoder? decoder = null, CancellationToken cancellation = default)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var packer = new BitPacker();
        for (var i = 0; i < pixels.FrameCount; i++)
        {
            var frame = pixels.Read(i, decoder, cancellation).Span;
            digest.AppendData(pixels.Format.BitsAllocated == 1 ? packer.Pack(frame) : frame);
        }

        digest.AppendData(packer.Rest());
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private sealed class BitPacker
    {
        private int _partial;
        private int _count;

        public byte[] Pack(ReadOnlySpan<byte> bits)
        {
            var packed = new byte[(_count + bits.Length) / 8];
            var position = 0;
            foreach (var bit in bits)
            {
                _partial |= bit << _count++;
                if (_count < 8)
                    continue;
                packed[position++] = (byte)_partial;
                (_partial, _count) = (0, 0);
            }

            return packed;
        }

        public byte[] Rest() => _count == 0 ? [] : [(byte)_partial];
    }
}
