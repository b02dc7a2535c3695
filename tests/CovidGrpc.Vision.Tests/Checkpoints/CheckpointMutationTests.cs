using CovidGrpc.Vision.Checkpoints;
using static CovidGrpc.Vision.Tests.Checkpoints.PickleBuilder;

namespace CovidGrpc.Vision.Tests.Checkpoints;

public sealed class CheckpointMutationTests : IDisposable
{
    private const int Mutations = 10_000;
    private const long MostBytes = 256L << 20;

    private static readonly float[] Numbers = [.. Enumerable.Range(0, 60).Select(i => i / 7f)];
    // Of the processor: other programs of the machine have their own. Tests of this assembly run one after the other.
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Open_TenThousandMutations_ReadOrRefusedInOneLine()
    {
        var random = new Random(20240607);
        byte[] zip = Zip(deflated: false), deflatedZip = Zip(deflated: true), legacy = Legacy();
        Assert.All([zip, deflatedZip, legacy], seed => Assert.True(Reads(seed, -1, isProtected: true)));
        Func<byte[]>[] mutants =
        [
            () => Mutate(random, zip),
            () => Mutate(random, deflatedZip),
            // Behind the archive's checksums.
            () => CheckpointFiles.Zip(Mutate(random, Contents()), Storages()),
            () => Mutate(random, legacy),
        ];
        var refused = 0;
        for (var i = 0; i < Mutations; i++)
        {
            if (!Reads(mutants[i % mutants.Length](), i, isProtected: i % mutants.Length < 2))
                refused++;
        }

        Assert.InRange(refused, Mutations / 4, Mutations * 19 / 20);
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    // What the archive's checksums protect must be right when it is read.
    private bool Reads(byte[] bytes, int number, bool isProtected)
    {
        var path = _folder.File("c.pth");
        File.WriteAllBytes(path, bytes);
        var begin = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var isRead = true;
        try
        {
            using var checkpoint = Checkpoint.Open(path);
            ReadTensors(checkpoint, checkpoint.Root);
            if (isProtected)
                Assert.Equal(Numbers, Values(checkpoint, checkpoint.Weights["a"]));
        }
        catch (CheckpointException e)
        {
            isRead = false;
            Assert.StartsWith("c.pth: ", e.Message);
            Assert.DoesNotContain(e.Message, char.IsControl);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"mutation {number}: {e}");
        }

        Assert.True(Environment.CpuUsage.TotalTime - begin < MostTime, $"mutation {number} took {Environment.CpuUsage.TotalTime - begin}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, MostBytes);
        return isRead;
    }

    private static float[] Values(Checkpoint checkpoint, TensorReference reference)
    {
        using var tensor = checkpoint.Read(reference);
        return tensor.data<float>().ToArray();
    }

    private static void ReadTensors(Checkpoint checkpoint, object? value)
    {
        var children = value switch
        {
            PickleDict dictionary => dictionary.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }).Append(dictionary.State),
            PickleList list => list.Items,
            OpaqueObject opaque => opaque.Arguments.Append(opaque.State).Append(opaque.Items).Append(opaque.Entries),
            _ => [],
        };
        if (value is TensorReference tensor)
            checkpoint.Read(tensor).Dispose();
        foreach (var child in children)
            ReadTensors(checkpoint, child);
    }

    private static byte[] Mutate(Random random, byte[] seed)
    {
        var bytes = seed.ToList();
        for (var times = random.Next(1, 3); times > 0 && bytes.Count > 8; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 2:
                    var opcodes = Enum.GetValues<PickleOpcode>();
                    bytes[at] = (byte)opcodes[random.Next(opcodes.Length)];
                    break;
                case 3:
                    foreach (var i in Enumerable.Range(at, Math.Min(random.Next(1, 9), bytes.Count - at)))
                        bytes[i] = 0xFF;
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                case 5:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                default:
                    var other = random.Next(bytes.Count);
                    (bytes[at], bytes[other]) = (bytes[other], bytes[at]);
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Contents()
    {
        var storage = Storage("FloatStorage", "0", 60);
        return Of(new Dict(
            ("epoch", "3"),
            ("model_weights", new Dict(
                ("a", Tensor(storage, 0, [3, 20], [20, 1])),
                ("b", Tensor(storage, 1, [3], [0])),
                ("c", Tensor(Storage("LongStorage", "1", 1), 0, [], [])))),
            ("optimizer", new Dict((0, new Dict(("betas", new object?[] { 0.9, 0.999 }))), (1, new List<object?> { true, null, 1L << 40 }))),
            ("anchors", new Instance(new("models.net", "Anchors"), new Dict(("sizes", new List<object?> { 1, 2 })))),
            ("size", new Call(new("torch", "Size"), [new object?[] { 2, 3 }])),
            // q1h1: recalled once.
            ("memo", new Raw((byte)']', (byte)'q', 1, (byte)'h', 1, (byte)PickleOpcode.Tuple2))));
    }

    private static Dictionary<string, byte[]> Storages()
    {
        return new() { ["0"] = [.. Numbers.SelectMany(BitConverter.GetBytes)], ["1"] = new byte[8] };
    }

    private static byte[] Zip(bool deflated)
    {
        return CheckpointFiles.Zip(Contents(), Storages(), deflated);
    }

    private static byte[] Legacy()
    {
        return CheckpointFiles.Legacy(Contents(), new Dictionary<string, (byte[], long)> { ["0"] = (Storages()["0"], Numbers.Length), ["1"] = (new byte[8], 1) });
    }
}
