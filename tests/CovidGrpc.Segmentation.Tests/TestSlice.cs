using System.Security.Cryptography;
using CovidGrpc.Contracts.V1;
using Google.Protobuf;

namespace CovidGrpc.Segmentation.Tests;

/// <summary>Slices to segment, of a source of 600 rows and 400 columns.</summary>
internal static class TestSlice
{
    // Smooth blobs on noise: something for the network to look at, another for each seed.
    public static SegmentRequest Request(int seed)
    {
        var random = new Random(seed);
        var (x, y, width) = (random.Next(100, 400), random.Next(100, 400), random.Next(20, 80));
        var pixels = new byte[512 * 512];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (dx, dy) = ((i % 512) - x, (i / 512) - y);
            pixels[i] = (byte)(40 + random.Next(20) + (150 * Math.Exp(-((dx * dx) + (dy * dy)) / (2.0 * width * width))));
        }

        return new SegmentRequest
        {
            Slice = new Slice
            {
                Pixels = ByteString.CopyFrom(pixels),
                Digest = ByteString.CopyFrom(SHA256.HashData(pixels)),
                Geometry = new SliceGeometry { SourceRows = 600, SourceColumns = 400, RowSpacingMm = 0.5, ColumnSpacingMm = 0.25 },
            },
        };
    }
}
