using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CovidGrpc.Testing;

namespace CovidGrpc.Imaging.Tests;

public sealed class PillowBilinearTests
{
    private static readonly string Golden = Repository.PathOf("tests", "golden", "resize");

    [Fact]
    public void Resize_GoldenPictures_EqualsPillow() => Assert.Equal(3, CompareAll(Golden));

    [Fact]
    public void Resize_AllSharedPictures_EqualsPillow() => Assert.Equal(10, CompareAll(SharedFolder.Require("golden/resize")));

    [Fact]
    public void Taps_GoldenCoefficients_AreTheSameIntegers()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Golden, "pil_resize.json")));
        foreach (var axis in json.RootElement.GetProperty("integer_coefficients_samples").EnumerateObject())
        {
            var sizes = axis.Name.Split("->").Select(int.Parse).ToArray();
            var taps = PillowFilter.Taps(sizes[0], sizes[1]);
            foreach (var sample in axis.Value.EnumerateArray())
            {
                var (first, weights) = taps[sample.GetProperty("out").GetInt32()];
                Assert.Equal(sample.GetProperty("first").GetInt32(), first);
                Assert.Equal(sample.GetProperty("coefficients").EnumerateArray().Select(weight => weight.GetInt32()), weights);
            }
        }
    }

    [Fact]
    public void Resize_ThreeChannels_EqualPillowOnColour()
    {
        const int rows = 150, columns = 260;
        var interleaved = UniformBytes("pil_rgb", rows * columns * 3);
        Assert.Equal("6175a05b4fabc164761de43cae7df566579256dbc9e860d1c6b4d42ec16d2684", Sha256(interleaved));

        var output = new byte[512 * 512 * 3];
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = interleaved.Where((_, i) => i % 3 == channel).ToArray();
            var resized = PillowBilinear.Resize(plane, rows, columns, 512, 512);
            for (var i = 0; i < resized.Length; i++)
                output[(3 * i) + channel] = resized[i];
        }

        Assert.Equal("6d3b0409653ee5b9c643e7c23957bba3d862e940e59439c8918a577b2637a741", Sha256(output));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 700)]
    [InlineData(2000, 5)]
    public void Resize_ConstantPicture_StaysConstant(int rows, int columns)
    {
        var pixels = new byte[rows * columns];
        Array.Fill(pixels, (byte)200);
        Assert.Equal(-1, PillowBilinear.Resize(pixels, rows, columns, 512, 512).AsSpan().IndexOfAnyExcept((byte)200));
    }

    [Fact]
    public void Resize_SameSize_IsACopy()
    {
        var pixels = UniformBytes("same", 512 * 512);
        var resized = PillowBilinear.Resize(pixels, 512, 512, 512, 512);
        Assert.Equal(pixels, resized);
        Assert.NotSame(pixels, resized);
    }

    [Fact]
    public void Resize_WrongNumberOfPixels_Throws() => Assert.Throws<ArgumentException>(() => PillowBilinear.Resize(new byte[10], 3, 4, 512, 512));

    private static int CompareAll(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "pil_resize.json")));
        var compared = 0;
        foreach (var golden in json.RootElement.GetProperty("cases").EnumerateArray())
        {
            var file = File.ReadAllBytes(Path.Combine(folder, golden.GetProperty("input_png").GetString()!));
            var source = SourceImage.Read(file, new SliceReaderOptions(), TestContext.Current.CancellationToken);
            Assert.Equal((golden.GetProperty("height").GetInt32(), golden.GetProperty("width").GetInt32()), (source.Rows, source.Columns));
            Assert.Equal(golden.GetProperty("input_sha256").GetString(), Sha256(source.Pixels.Span));

            var slice = SliceImage.From(source);

            Assert.Equal(golden.GetProperty("output_sha256").GetString(), Sha256(slice.Pixels.Span));
            Assert.Equal(golden.GetProperty("output_sha256").GetString(), Convert.ToHexStringLower(slice.Digest.Span));
            compared++;
        }

        return compared;
    }

    // The generator of the golden inputs: FNV-1a of the name, splitmix64 of the index, 24 bits of it.
    private static byte[] UniformBytes(string name, int count)
    {
        var hash = Encoding.UTF8.GetBytes(name).Aggregate(0xCBF29CE484222325UL, (state, value) => (state ^ value) * 0x100000001B3UL);
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            var z = hash + ((ulong)(i + 1) * 0x9E3779B97F4A7C15UL);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            z ^= z >> 31;
            bytes[i] = (byte)((z >> 40) / (double)(1 << 24) * 2 * 128);
        }

        return bytes;
    }

    private static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
