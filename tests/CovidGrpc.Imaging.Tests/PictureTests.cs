using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using BitMiracle.LibTiff.Classic;
using CovidGrpc.Testing;
using SkiaSharp;

namespace CovidGrpc.Imaging.Tests;

public sealed class PictureTests
{
    private const int Rows = 90;
    private const int Columns = 70;

    private static readonly byte[] Grey = Pictures.Grey(Rows, Columns);
    private static readonly byte[] Png = Pictures.GreyPng(Grey, Rows, Columns);

    [Fact]
    public void WriteGrey8_ThenRead_IsLossless()
    {
        var image = Read(Png);
        Assert.Equal((Rows, Columns, SourceFormat.Png), (image.Rows, image.Columns, image.Format));
        Assert.Equal(Grey, image.Pixels.ToArray());
        Assert.Null(image.Window);
        Assert.Null(image.Spacing);
        Assert.Equal([WarningCodes.NoHounsfieldScale, WarningCodes.NotSquare, WarningCodes.LowResolution], Codes(image));
    }

    [Fact]
    public void WriteGrey8_WrongNumberOfPixels_Throws() => Assert.Throws<ArgumentException>(() => PngImage.WriteGrey8(Stream.Null, Grey, Rows, Rows));

    [Fact]
    public void Read_RgbWithEqualChannels_IsGrey() => Assert.Equal(Grey, Read(Pictures.Encode(
        Rows, Columns, SKEncodedImageFormat.Png, i => (Grey[i], Grey[i], Grey[i], 255))).Pixels.ToArray());

    [Fact]
    public void Read_JpegOfGrey_IsNearTheOriginal()
    {
        var smooth = Enumerable.Range(0, Rows * Columns).Select(i => (byte)(i % Columns * 2)).ToArray();
        var image = Read(Pictures.Encode(Rows, Columns, SKEncodedImageFormat.Jpeg, i => (smooth[i], smooth[i], smooth[i], 255)));
        Assert.Equal(SourceFormat.Jpeg, image.Format);
        Assert.All(image.Pixels.ToArray().Zip(smooth), pair => Assert.InRange(pair.First - pair.Second, -6, 6));
    }

    [Fact]
    public void Read_TransparentPicture_IsRefused() => AssertRefused(RefusalReasons.Transparent, Pictures.Encode(
        Rows, Columns, SKEncodedImageFormat.Png, i => (Grey[i], Grey[i], Grey[i], (byte)(i == 77 ? 254 : 255))));

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public void Read_Photograph_IsRefused(SKEncodedImageFormat format) => AssertRefused(RefusalReasons.Colour, Pictures.Encode(
        Rows, Columns, format, i => (Grey[i], (byte)(i % Columns * 3), (byte)(255 - Grey[i]), 255)));

    [Fact]
    public void Read_FewColouredMarks_AreWarnedOf()
    {
        var image = Read(Pictures.Encode(Rows, Columns, SKEncodedImageFormat.Png, i => i is > 1000 and < 1010 ? ((byte)255, (byte)0, (byte)0, (byte)255) : (Grey[i], Grey[i], Grey[i], (byte)255)));
        Assert.Contains(WarningCodes.ColouredMarks, Codes(image));
        Assert.Equal(76, image.Pixels.Span[1005]);
    }

    [Fact]
    public void Read_FewGreyLevels_AreWarnedOf() => Assert.Contains(
        WarningCodes.LowContrast, Codes(Read(Pictures.GreyPng([.. Grey.Select(value => (byte)(value / 16))], Rows, Columns))));

    [Fact]
    public void Read_16BitPng_TakesTheUpperByteAndWarns()
    {
        var image = Read(Png16(Rows, Columns, Rows));
        Assert.Equal(Grey, image.Pixels.ToArray());
        Assert.Contains(WarningCodes.ReducedTo8Bits, Codes(image));
    }

    [Fact]
    public void Read_PngWithGamma_IsReadAsStored()
    {
        byte[] gamma = [.. Png[..33], .. Chunk("gAMA", [0, 0, 0xB1, 0x8F]), .. Chunk("sRGB", [0]), .. Png[33..]];
        Assert.Equal(Grey, Read(gamma).Pixels.ToArray());
    }

    [Theory]
    [InlineData(8193, 64)]
    [InlineData(64, 60000)]
    [InlineData(8192, 8192)]
    public void Read_HugeDimensions_AreRefusedBeforeDecoding(int rows, int columns)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(RefusalReasons.TooLarge, Png16(rows, columns, 1));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 << 20);
    }

    [Fact]
    public void Read_ThreePixels_AreRefused() => AssertRefused(RefusalReasons.TooSmall, Pictures.GreyPng([1, 2, 3], 1, 3));

    [Fact]
    public void Read_NoBytes_IsRefused() => AssertRefused(RefusalReasons.Empty, []);

    [Fact]
    public void Read_ForeignBytes_AreRefused() => AssertRefused(RefusalReasons.UnknownFormat, "BM this is another format, or a text"u8.ToArray());

    [Fact]
    public void Read_LargerFileThanTheLimit_IsRefused() => AssertRefused(RefusalReasons.TooLarge, Png, new SliceReaderOptions { MaxFileBytes = 100 });

    [Fact]
    public void Read_CutPng_NeverGivesAHalfPicture()
    {
        // The last four bytes are the checksum of the end chunk.
        for (var length = 1; length < Png.Length - 4; length += 7)
            Assert.Throws<UnreadableImageException>(() => Read(Png[..length]));
    }

    [Fact]
    public void Read_CutJpeg_NeverGivesAHalfPicture()
    {
        var jpeg = Pictures.Encode(Rows, Columns, SKEncodedImageFormat.Jpeg, i => (Grey[i], Grey[i], Grey[i], 255));
        for (var length = 1; length < jpeg.Length; length += 11)
            Assert.Throws<UnreadableImageException>(() => Read(jpeg[..length]));
    }

    [Fact]
    public void Read_DamagedPngPixels_AreNoticed()
    {
        var start = Png.AsSpan().IndexOf("IDAT"u8) + 4;
        for (var at = start; at < Png.Length - 16; at += 13)
        {
            var damaged = Png.ToArray();
            damaged[at] ^= 0x20;
            AssertRefused(RefusalReasons.Damaged, damaged);
        }
    }

    [Theory]
    [InlineData(Compression.NONE)]
    [InlineData(Compression.LZW)]
    [InlineData(Compression.ADOBE_DEFLATE)]
    [InlineData(Compression.PACKBITS)]
    public void Read_GreyTiff_IsAsStored(Compression compression)
    {
        var image = Read(Pictures.Tiff(Rows, Columns, compression, Photometric.MINISBLACK, 8, 1, Grey));
        Assert.Equal(SourceFormat.Tiff, image.Format);
        Assert.Equal(Grey, image.Pixels.ToArray());
    }

    [Fact]
    public void Read_OtherTiffLayouts_AreGrey()
    {
        byte[] inverted = [.. Grey.Select(value => (byte)(255 - value))];
        byte[] rgb = [.. Grey.SelectMany(value => new[] { value, value, value })];
        byte[] words = [.. Grey.SelectMany(value => new[] { (byte)17, value })];
        Assert.Equal(Grey, Read(Pictures.Tiff(Rows, Columns, Compression.NONE, Photometric.MINISWHITE, 8, 1, inverted)).Pixels.ToArray());
        Assert.Equal(Grey, Read(Pictures.Tiff(Rows, Columns, Compression.LZW, Photometric.RGB, 8, 3, rgb)).Pixels.ToArray());
        var deep = Read(Pictures.Tiff(Rows, Columns, Compression.NONE, Photometric.MINISBLACK, 16, 1, words));
        Assert.Equal(Grey, deep.Pixels.ToArray());
        Assert.Contains(WarningCodes.ReducedTo8Bits, Codes(deep));
        Assert.Contains(WarningCodes.FirstPageOnly, Codes(Read(Pictures.Tiff(Rows, Columns, Compression.NONE, Photometric.MINISBLACK, 8, 1, Grey, pages: 2))));
    }

    [Fact]
    public void Read_FloatTiff_IsRefused() => AssertRefused(
        RefusalReasons.UnsupportedVariant, Pictures.Tiff(Rows, Columns, Compression.NONE, Photometric.MINISBLACK, 32, 1, new byte[Rows * Columns * 4]));

    [Fact]
    public void Read_CutTiff_IsRefused()
    {
        var tiff = Pictures.Tiff(Rows, Columns, Compression.LZW, Photometric.MINISBLACK, 8, 1, Grey);
        for (var length = 4; length < tiff.Length; length += 97)
            AssertRefused(RefusalReasons.Damaged, tiff[..length]);
    }

    [Fact]
    public void Read_MutatedPictures_ThrowNothingButUnreadableImageExceptionWithinBoundedMemory()
    {
        var random = new Random(7);
        byte[][] originals =
        [
            Png,
            Pictures.Encode(Rows, Columns, SKEncodedImageFormat.Jpeg, i => (Grey[i], Grey[i], Grey[i], 255)),
            Pictures.Tiff(Rows, Columns, Compression.LZW, Photometric.MINISBLACK, 8, 1, Grey),
            Pictures.Tiff(Rows, Columns, Compression.ADOBE_DEFLATE, Photometric.RGB, 8, 3, [.. Grey, .. Grey, .. Grey]),
        ];
        var options = new SliceReaderOptions { MaxSide = 1000 };
        var refused = 0;
        for (var i = 0; i < 2000; i++)
        {
            var mutant = originals[i % originals.Length].ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                mutant[random.Next(4) == 0 ? random.Next(mutant.Length) : mutant.Length - 1 - random.Next(Math.Min(400, mutant.Length))] = (byte)random.Next(256);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var image = SourceImage.Read(mutant, options, TestContext.Current.CancellationToken);
                Assert.Equal(image.Rows * image.Columns, image.Pixels.Length);
            }
            catch (UnreadableImageException)
            {
                refused++;
            }

            // Left to itself LibTiff takes gigabytes for some of these.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        }

        Assert.InRange(refused, 200, 1990);
    }

    [Theory]
    [InlineData("data/medseg/img")]
    [InlineData("data/zenodo20/ct")]
    public void Read_RealPictures_EqualPillow(string folder)
    {
        const string script =
            """
            import sys
            from PIL import Image
            sys.stdout.buffer.write(Image.open(sys.argv[1]).convert('RGB').getchannel('R').tobytes())
            """;
        foreach (var path in Directory.GetFiles(SharedFolder.Require(folder)).Order().Take(5))
        {
            var expected = RunPython(script, path);
            var pixels = Read(File.ReadAllBytes(path)).Pixels.ToArray();
            Assert.Equal(expected.Length, pixels.Length);
            // PNG is exact; of JPEG the decoders may round differently by 1.
            var tolerance = path.EndsWith(".png", StringComparison.Ordinal) ? 0 : 1;
            Assert.InRange(pixels.Zip(expected, (ours, pillows) => Math.Abs(ours - pillows)).Max(), 0, tolerance);
        }
    }

    private static byte[] RunPython(string script, string path)
    {
        const string python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(python), "needs python3");
        using var process = Process.Start(new ProcessStartInfo(python, ["-c", script, path]) { RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.SkipUnless(process.ExitCode == 0, "needs python3-pil");
        return output.ToArray();
    }

    private static SourceImage Read(byte[] file) => SourceImage.Read(file, new SliceReaderOptions(), TestContext.Current.CancellationToken);

    private static void AssertRefused(string reason, byte[] file, SliceReaderOptions? options = null)
    {
        var exception = Assert.Throws<UnreadableImageException>(() => SliceReader.Read(file, options ?? new SliceReaderOptions(), TestContext.Current.CancellationToken));
        Assert.Equal(reason, exception.Reason);
        Assert.DoesNotContain('\n', exception.Message);
    }

    private static IEnumerable<string> Codes(SourceImage image) => image.Warnings.Select(warning => warning.Code);

    /// <summary>A 16-bit grey PNG whose header says rows × columns and which holds the first rows of <see cref="Grey"/>.</summary>
    private static byte[] Png16(int rows, int columns, int rowsWritten)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, columns);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), rows);
        header[8] = 16;
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var row = 0; row < rowsWritten; row++)
            {
                zlib.WriteByte(0);
                for (var column = 0; column < Columns; column++)
                    zlib.Write([Grey[(row * Columns) + column], 99]);
            }
        }

        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", compressed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] content = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        var crc = ~content.Aggregate(uint.MaxValue, (state, value) =>
        {
            state ^= value;
            for (var bit = 0; bit < 8; bit++)
                state = (state >> 1) ^ (0xEDB88320 & (uint)-(int)(state & 1));
            return state;
        });
        var chunk = new byte[content.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        content.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 4), crc);
        return chunk;
    }
}
