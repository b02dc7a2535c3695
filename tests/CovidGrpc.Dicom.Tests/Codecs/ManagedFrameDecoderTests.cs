using System.Buffers.Binary;
using CovidGrpc.Dicom.Codecs;
using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests.Codecs;

public sealed class ManagedFrameDecoderTests
{
    private const int Side = 16;

    private static readonly DicomTransferSyntax Lossless = Syntax("4.57");

    public static TheoryData<string, string> Streams => new()
    {
        { "5", nameof(StoredStreams.Rle) }, { "4.57", nameof(StoredStreams.JpegLossless4) }, { "4.80", nameof(StoredStreams.JpegLs) },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void Decode_StreamsOfDcmtk_GivesTheirPixels(string syntax, string stream) =>
        Assert.Equal(SyntheticCt.Words(SyntheticCt.StoredValues(Side, Side)), Decode(Syntax(syntax), StreamOf(stream), Signed()));

    [Fact]
    public void Decode_NearLossless_StaysWithinNear()
    {
        var decoded = Decode(Syntax("4.81"), StoredStreams.JpegLsNear2, Signed());
        var expected = SyntheticCt.StoredValues(Side, Side);
        Assert.All(expected.Select((value, i) => value - BinaryPrimitives.ReadInt16LittleEndian(decoded.AsSpan(2 * i))), difference => Assert.InRange(difference, -2, 2));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 0)]
    [InlineData(6, 0)]
    [InlineData(7, 0)]
    [InlineData(1, 3)]
    [InlineData(7, 3)]
    [InlineData(4, 1)]
    public void Decode_EveryPredictorWithAndWithoutRestarts_GivesThePixels(int predictor, int restartRows)
    {
        var values = Noise(16);
        var decoded = Decode(Lossless, LosslessEncoder.Encode([values], Side, Side, 16, predictor, restartRows: restartRows), Unsigned(16));
        Assert.Equal(values, Values(decoded, 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void Decode_PointTransform_LosesTheLowestBitsAlone(int predictor)
    {
        var values = Noise(12);
        var decoded = Decode(Lossless, LosslessEncoder.Encode([values], Side, Side, 12, predictor, pointTransform: 2), Unsigned(16, 12));
        Assert.Equal(values.Select(value => value & ~3), Values(decoded, 2));
    }

    [Fact]
    public void Decode_ThreeComponents_LieSideBySide()
    {
        int[][] components = [Noise(8), [.. Noise(8).Reverse()], [.. Noise(8).Select(value => 255 - value)]];
        var format = PixelFormat.Read(Header(8, 8).SetNumber(DicomTag.SamplesPerPixel, 3).SetString(DicomTag.PhotometricInterpretation, "RGB"));
        var decoded = Decode(Lossless, LosslessEncoder.Encode(components, Side, Side, 8, predictor: 4), format);
        Assert.Equal(Enumerable.Range(0, Side * Side * 3).Select(i => components[i % 3][i / 3]), Values(decoded, 1));
    }

    [Fact]
    public void Decode_OtherDimensionsOrPrecision_IsRefused()
    {
        AssertDamaged(Lossless, LosslessEncoder.Encode([Noise(16)], Side, Side - 1, 16, 1), Unsigned(16));
        AssertDamaged(Lossless, LosslessEncoder.Encode([Noise(8)], Side, Side, 16, 1), Unsigned(8));
        AssertDamaged(Syntax("4.80"), StoredStreams.JpegLs, Unsigned(8));
        AssertDamaged(Syntax("4.80"), StoredStreams.JpegLossless4, Signed());
    }

    [Fact]
    public void Decode_InterleavedJpegLs_IsRefusedAsColourThatIsNotRead()
    {
        // A frame of three components, and a scan that holds them line by line (ITU-T T.87 C.2.3).
        byte[] stream =
        [
            0xFF, 0xD8, 0xFF, 0xF7, 0, 17, 8, 0, Side, 0, Side, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0,
            0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 1, 0, 0, 0, 0xFF, 0xD9,
        ];
        var format = PixelFormat.Read(Header(8, 8).SetNumber(DicomTag.SamplesPerPixel, 3).SetString(DicomTag.PhotometricInterpretation, "RGB"));

        var refusal = Assert.Throws<DicomException>(() => Decode(Syntax("4.80"), stream, format));

        Assert.Equal(DicomReasons.UnsupportedPixels, refusal.Reason);
        Assert.Contains("interleaved", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decode_JpegLsErrorsThatGrowWithoutEnd_AreRefusedAtOnce()
    {
        // Each error is large for its Golomb parameter, and makes the next parameter larger, until no power of two reaches the sum of errors.
        var bits = "0" + Code(45, 10, 1) + Code(22, 10, 0) + Code(33, 13, 1) + Code(30, 16, 3) + Code(36, 19, 1) + Code(41, 22, 1) + Code(44, 24, 3) + Code(28, 26, 1);
        var data = bits.PadRight(8 * 200, '0').Chunk(8).Select(octet => Convert.ToByte(new string(octet), 2));
        byte[] stream = [0xFF, 0xD8, 0xFF, 0xF7, 0, 11, 16, 0, Side, 0, Side, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, .. data, 0xFF, 0xD9];

        var decoding = Task.Run(() => AssertDamaged(Syntax("4.80"), stream, Signed()), TestContext.Current.CancellationToken);

        await decoding.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        static string Code(int zeros, int k, int low) => new string('0', zeros) + "1" + Convert.ToString(low, 2).PadLeft(k, '0');
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Decode_EveryTruncation_IsRefused(string syntax, string stream)
    {
        // The last bytes are padding, the end marker, and bits that pixels no longer need.
        var whole = StreamOf(stream);
        for (var length = 0; length < whole.Length - 6; length++)
            AssertDamaged(Syntax(syntax), whole[..length], Signed());
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Decode_MutatedStreams_GivesPixelsOrADicomException(string syntax, string stream)
    {
        var random = new Random(20201125);
        for (var i = 0; i < 4000; i++)
        {
            var mutant = Mutation.Of(StreamOf(stream), random, from: 0);
            try
            {
                Assert.Equal(2 * Side * Side, Decode(Syntax(syntax), mutant, Signed()).Length);
            }
            catch (DicomException)
            {
                // As it should be.
            }
        }
    }

    private static byte[] Decode(DicomTransferSyntax syntax, byte[] stream, PixelFormat format) =>
        ManagedFrameDecoder.Instance.Decode(syntax, stream, format, TestContext.Current.CancellationToken);

    private static void AssertDamaged(DicomTransferSyntax syntax, byte[] stream, PixelFormat format) =>
        Assert.Equal(DicomReasons.CodeStreamDamaged, Assert.Throws<DicomException>(() => Decode(syntax, stream, format)).Reason);

    private static byte[] StreamOf(string name) => name switch
    {
        nameof(StoredStreams.Rle) => StoredStreams.Rle,
        nameof(StoredStreams.JpegLs) => StoredStreams.JpegLs,
        _ => StoredStreams.JpegLossless4,
    };

    private static DicomTransferSyntax Syntax(string end) => DicomTransferSyntax.Find($"1.2.840.10008.1.2.{end}")!;

    private static int[] Noise(int bits)
    {
        var random = new Random(bits);
        return [.. Enumerable.Range(0, Side * Side).Select(_ => random.Next(1 << bits))];
    }

    private static int[] Values(byte[] frame, int size) => [.. Enumerable.Range(0, frame.Length / size)
        .Select(i => size == 1 ? frame[i] : BinaryPrimitives.ReadUInt16LittleEndian(frame.AsSpan(2 * i)))];

    private static PixelFormat Signed() => PixelFormat.Read(SyntheticCt.Dataset(Side, Side));

    private static PixelFormat Unsigned(int allocated, int? stored = null) => PixelFormat.Read(Header(allocated, stored ?? allocated));

    private static DicomDataset Header(int allocated, int stored) => SyntheticCt.Dataset(Side, Side).SetNumber(DicomTag.BitsAllocated, allocated)
        .SetNumber(DicomTag.BitsStored, stored).SetNumber(DicomTag.HighBit, stored - 1).SetNumber(DicomTag.PixelRepresentation, 0);
}
