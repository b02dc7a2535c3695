using BenchmarkDotNet.Attributes;
using CovidGrpc.Dicom;
using CovidGrpc.Dicom.Codecs;
using CovidGrpc.Imaging;
using CovidGrpc.Testing;
using CovidGrpc.Tests;

namespace CovidGrpc.Benchmarks.Parts;

/// <summary>The sample's 512×512 pixels of 16 bits: read, decoded, brought through the window and resized.</summary>
public class DecodeParts
{
    private static readonly SliceReaderOptions Options = new() { Decoder = ManagedFrameDecoder.Instance };

    private static readonly DicomTransferSyntax Syntax = DicomTransferSyntax.Find("1.2.840.10008.1.2.4.70")!;

    private readonly byte[] _native = File.ReadAllBytes(Repository.PathOf("deploy", "sample", "chest.dcm"));
    private byte[] _lossless = [];
    private PixelFormat _format = null!;
    private byte[] _grey = [];

    /// <summary>Compresses the sample once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var pixels = PixelData.Open(DicomFile.Read(_native));
        _format = pixels.Format;
        var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(pixels.Read(0).Span);
        int[] samples = [.. words.ToArray().Select(word => (int)word)];
        _lossless = LosslessEncoder.Encode([samples], _format.Rows, _format.Columns, precision: 16, predictor: 1);
        _grey = new byte[630 * 630];
        new Random(1).NextBytes(_grey);
    }

    /// <summary>A DICOM file without compression to a slice of 512×512 grey values.</summary>
    [Benchmark]
    public object FileToSlice() => SliceReader.Read(_native, Options);

    /// <summary>JPEG Lossless, predictor 1.</summary>
    [Benchmark]
    public object JpegLossless() => ManagedFrameDecoder.Instance.Decode(Syntax, _lossless, _format);

    /// <summary>630×630 to 512×512 with Pillow's bits.</summary>
    [Benchmark]
    public byte[] Resize() => PillowBilinear.Resize(_grey, 630, 630, 512, 512);
}
