using System.Buffers.Binary;

namespace CovidGrpc.Dicom.Worker.Tests;

/// <summary>
/// A JPEG 2000 code stream of some bytes (ITU-T T.800 annexes A and B) in which every pixel is a precinct of its own: a decoder that prepares
/// for them needs more than a hundred bytes for each.
/// </summary>
internal static class GreedyJpeg2000
{
    /// <summary>A square of 16-bit pixels.</summary>
    public static byte[] Of(int side)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, side);
        return
        [
            0xFF, 0x4F,
            0xFF, 0x51, 0, 41, 0, 0, .. size, .. size, 0, 0, 0, 0, 0, 0, 0, 0, .. size, .. size, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 15, 1, 1,
            // No decomposition, the reversible transformation, precincts of 1 × 1.
            0xFF, 0x52, 0, 13, 1, 0, 0, 1, 0, 0, 4, 4, 0, 1, 0,
            0xFF, 0x5C, 0, 4, 0x40, 0x80,
            0xFF, 0x90, 0, 10, 0, 0, 0, 0, 0, 0, 0, 1,
            0xFF, 0x93, 0,
            0xFF, 0xD9,
        ];
    }
}
