using BenchmarkDotNet.Attributes;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Masks;

namespace CovidGrpc.Benchmarks.Parts;

/// <summary>One lung of 28×28 mask probabilities to run lengths in a 512×512 image.</summary>
public class MaskParts
{
    private const int Side = 28;
    private const int Image = 512;

    private readonly float[] _probabilities = [.. Enumerable.Range(0, Side * Side).Select(cell => Disc(cell % Side, cell / Side))];
    private readonly bool[] _mask = new bool[Image * Image];

    /// <summary>A mask of the whole image, for the run lengths alone.</summary>
    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < _mask.Length; i++)
            _mask[i] = Math.Abs((i % Image) - 256) < 80 && Math.Abs((i / Image) - 256) < 170;
    }

    /// <summary>Pasted into a box of 160×340 pixels and encoded, without a mask of the whole image between.</summary>
    [Benchmark]
    public object PasteAndEncode() => new PastedMask(_probabilities, Side, new Box(176, 86, 336, 426), Image, Image).Encode(0.5);

    /// <summary>Run lengths of a mask that is there already.</summary>
    [Benchmark]
    public object Encode() => CocoRle.Encode(_mask, Image, Image);

    private static float Disc(int x, int y) => 1 - (MathF.Sqrt(((x - 13.5f) * (x - 13.5f)) + ((y - 13.5f) * (y - 13.5f))) / 20);
}
