using CovidGrpc.Vision.Checkpoints;

namespace CovidGrpc.Vision.Tests.Checkpoints;

/// <summary>Files made to take as long and as much memory as the limits let them.</summary>
public sealed class WorstCheckpointTests : IDisposable
{
    private const long MostBytes = 1L << 30;

    // Work that grows with the file takes 2.6 units at most, 3.6 beside three programs that use up the memory's bandwidth (two cores
    // of an AMD EPYC, 0.25 s a unit); work that grows with its square takes hundreds.
    private const double MostUnits = 16;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds => [.. Files.Keys];

    private static Dictionary<string, Func<byte[]>> Files { get; } = new()
    {
        ["dictionaries"] = () => Repeat("}"u8, 1_040_000),
        ["dictionaries with an entry"] = () => Repeat("}NNs"u8, 260_000),
        ["dictionaries with a name"] = () => Repeat("}K\u0001Ns"u8, 260_000),
        ["one dictionary, its hash codes alike"] = () => [(byte)'}', (byte)'(', .. AlikeKeys(500_000), (byte)'u'],
        ["one dictionary, a long key set again"] = () => [.. Remembered(0, 'a'), (byte)'}', .. Enumerable.Range(0, 9).SelectMany(i => (byte[])[(byte)'K', (byte)i, (byte)'N', (byte)'s']), .. Repeat("h\0Ns"u8, 340_000)],
        ["dictionaries, two long keys"] = () => [.. Remembered(0, 'a'), .. Remembered(1, 'b'), .. Repeat("}h\0Nsh\u0001Ns"u8, 140_000)],
        ["memo"] = () => [(byte)'N', .. Enumerable.Range(0, 1_000_000).SelectMany(i => BitConverter.GetBytes(i).Prepend((byte)'r'))],
        ["marks"] = () => Repeat("("u8, 1_040_000),
        ["objects"] = () => [.. "cm\nC\nq\0"u8, .. Repeat([(byte)'h', 0, (byte)')', 0x81], 260_000)],
        ["one text"] = () => [(byte)'X', .. BitConverter.GetBytes(15_000_000), .. Repeat("a"u8, 15_000_000)],
        ["lines"] = () => Repeat([(byte)'V', .. Repeat("a"u8, 1_000_000), (byte)'\n'], 15),
        ["nested"] = () => [(byte)'N', .. Repeat([0x85], 1_040_000)],
        ["a chain in a list"] = () => [(byte)']', (byte)'(', .. Repeat("}N}s"u8, 260_000), (byte)'e'],
        ["names"] = () => Repeat([(byte)'c', .. Repeat("m"u8, 500), (byte)'\n', .. Repeat("n"u8, 500), (byte)'\n'], 16_000),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Open_Worst_EndsSoonWithinAGibibyte(string kind)
    {
        byte[] pickle = [.. Files[kind](), (byte)'.'];
        var path = _folder.File("c.pth");
        File.WriteAllBytes(path, CheckpointFiles.Zip(pickle, new Dictionary<string, byte[]>(), deflated: true));
        GC.Collect();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var message = "";
        var time = CpuTime(() =>
        {
            try
            {
                Checkpoint.Open(path).Dispose();
            }
            catch (CheckpointException e)
            {
                message = e.Message;
            }
        });

        var bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var unit = CpuTime(FillDictionary);
        Assert.True(time < MostUnits * unit, $"{time}, {time / unit} times {unit} {message}");
        Assert.InRange(bytes, 0, MostBytes);
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    // Of the processor: other programs of the machine have their own. Tests of this assembly run one after the other.
    private static TimeSpan CpuTime(Action action)
    {
        var begin = Environment.CpuUsage.TotalTime;
        action();
        return Environment.CpuUsage.TotalTime - begin;
    }

    // Half a million values that are hashed, allocated and kept.
    private static void FillDictionary()
    {
        var dictionary = new Dictionary<object, object>();
        for (var i = 0L; i < 500_000; i++)
            dictionary.Add(i, new object[1]);
        GC.KeepAlive(dictionary);
    }

    // long.GetHashCode is the exclusive or of both halves: here always 0.
    private static IEnumerable<byte> AlikeKeys(int count)
    {
        return Enumerable.Range(1, count).SelectMany(i => BitConverter.GetBytes(((long)i << 32) | (uint)i).Prepend((byte)8).Prepend((byte)0x8A).Append((byte)'N'));
    }

    // A text of megabytes that is known by its last letter.
    private static byte[] Remembered(byte number, char last)
    {
        const int length = 7_000_000;
        return [(byte)'X', .. BitConverter.GetBytes(length), .. Repeat("a"u8, length - 1), (byte)last, (byte)'q', number, (byte)'0'];
    }

    private static byte[] Repeat(ReadOnlySpan<byte> part, int times)
    {
        var bytes = new byte[part.Length * times];
        for (var i = 0; i < bytes.Length; i += part.Length)
            part.CopyTo(bytes.AsSpan(i));
        return bytes;
    }
}
