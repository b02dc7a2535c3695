using System.Buffers.Binary;
using System.Numerics;

namespace CovidGrpc.Dicom.Codecs.JpegLs;

/// <summary>What governs the coding of a scan (ITU-T T.87 C.2.4.1.1, A.2.1).</summary>
/// <param name="MaxValue">Largest sample.</param>
/// <param name="Near">Largest difference to the original; 0 is lossless.</param>
/// <param name="T1">First threshold of gradients.</param>
/// <param name="T2">Second threshold of gradients.</param>
/// <param name="T3">Third threshold of gradients.</param>
/// <param name="Reset">Samples of a context after which its counters are halved.</param>
internal sealed record LsParameters(int MaxValue, int Near, int T1, int T2, int T3, int Reset)
{
    private const int DefaultReset = 64;
    private const byte PresetCodingParameters = 1;
    private const int PresetBytes = 11;

    /// <summary>Number of different prediction errors.</summary>
    public int Range { get; } = ((MaxValue + (2 * Near)) / ((2 * Near) + 1)) + 1;

    /// <summary>Distance between reconstructed errors.</summary>
    public int Step { get; } = (2 * Near) + 1;

    /// <summary>Bits of a prediction error.</summary>
    public int ErrorBits => BitsFor(Range);

    /// <summary>Longest code of a prediction error, bits.</summary>
    public int Limit => 2 * (SampleBits + Math.Max(8, SampleBits));

    private int SampleBits => Math.Max(2, BitsFor(MaxValue + 1));

    /// <summary>The parameters of a scan: those of an LSE segment, where they are not 0, else the standard's.</summary>
    /// <param name="precision">Bits of a sample.</param>
    /// <param name="near">The scan's NEAR.</param>
    /// <param name="preset">Payload of the last LSE segment with coding parameters; empty when there was none.</param>
    public static LsParameters Of(int precision, int near, ReadOnlySpan<byte> preset)
    {
        var largest = (1 << precision) - 1;
        var maxValue = Preset(preset, 0) is > 0 and var stated ? stated : largest;
        if (maxValue > largest || near > Math.Min(255, maxValue / 2))
            throw Wrong();
        var (t1, t2, t3) = DefaultThresholds(maxValue, near);
        var parameters = new LsParameters(
            maxValue, near, PresetOr(preset, 1, t1), PresetOr(preset, 2, t2), PresetOr(preset, 3, t3), PresetOr(preset, 4, DefaultReset));
        return near < parameters.T1 && parameters.T1 <= parameters.T2 && parameters.T2 <= parameters.T3 && parameters.T3 <= maxValue && parameters.Reset >= 3
            ? parameters
            : throw Wrong();
    }

    /// <summary>Whether the payload of an LSE segment holds coding parameters; sizes and tables are not read.</summary>
    public static bool ArePreset(ReadOnlySpan<byte> payload) => payload.Length == PresetBytes && payload[0] == PresetCodingParameters;

    private static int Preset(ReadOnlySpan<byte> preset, int index) => preset.IsEmpty ? 0 : BinaryPrimitives.ReadUInt16BigEndian(preset[(1 + (2 * index))..]);

    private static int PresetOr(ReadOnlySpan<byte> preset, int index, int standard) => Preset(preset, index) is > 0 and var stated ? stated : standard;

    // C.2.4.1.1.1: basic thresholds 3, 7 and 21 for 8 bits, scaled.
    private static (int T1, int T2, int T3) DefaultThresholds(int maxValue, int near)
    {
        int Clamp(int value, int least) => value > maxValue || value < least ? least : value;
        int t1, t2;
        if (maxValue >= 128)
        {
            var factor = (Math.Min(maxValue, 4095) + 128) / 256;
            t1 = Clamp(factor + 2 + (3 * near), near + 1);
            t2 = Clamp((4 * factor) + 3 + (5 * near), t1);
            return (t1, t2, Clamp((17 * factor) + 4 + (7 * near), t2));
        }

        var divisor = 256 / (maxValue + 1);
        t1 = Clamp(Math.Max(2, (3 / divisor) + (3 * near)), near + 1);
        t2 = Clamp(Math.Max(3, (7 / divisor) + (5 * near)), t1);
        return (t1, t2, Clamp(Math.Max(4, (21 / divisor) + (7 * near)), t2));
    }

    private static int BitsFor(int count) => 32 - BitOperations.LeadingZeroCount((uint)(count - 1));

    private static DicomException Wrong() => PixelErrors.Damaged(JpegLsDecoder.Name, "its coding parameters contradict each other");
}
