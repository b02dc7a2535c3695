using System.Text;
using CovidGrpc.Vision.Checkpoints;
using static CovidGrpc.Vision.Tests.Checkpoints.PickleBuilder;

namespace CovidGrpc.Vision.Tests.Checkpoints;

public sealed class CheckpointRefusalTests : IDisposable
{
    private static readonly Persistent SixFloats = Storage("FloatStorage", "0", 6);

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("nt", "system")]
    [InlineData("subprocess", "Popen")]
    [InlineData("__builtin__", "eval")]
    [InlineData("builtins", "exec")]
    [InlineData("builtins", "getattr")]
    [InlineData("importlib", "import_module")]
    [InlineData("os.path", "join")]
    [InlineData("_io", "open")]
    [InlineData("numpy.core.multiarray", "scalar")]
    public void Open_NameOfTheRuntime_RefusedEvenWhenNotCalled(string module, string name)
    {
        Assert.Equal($"c.pth: it asks for {module}.{name}, which is not allowed", Refuse(Zip(new Dict(("a", new Global(module, name))))));
        Assert.Equal($"c.pth: it asks for {module}.{name}, which is not allowed", Refuse(Legacy(new Dict(("a", new Global(module, name))))));
    }

    [Theory]
    [InlineData("torch", "load")]
    [InlineData("torch.hub", "load")]
    [InlineData("models.net", "Net")]
    public void Open_CallOfAnUnknownName_RefusedByName(string module, string name)
    {
        var called = new Call(new(module, name), "argument");

        Assert.Contains($"it asks for {module}.{name},", Refuse(Zip(called)));
        Assert.Contains($"it asks for {module}.{name},", Refuse(Zip(new Raw([(byte)'(', (byte)'i', .. Encoding.ASCII.GetBytes($"{module}\n{name}\n")]))));
        Assert.Contains($"it asks for {module}.{name},", Refuse(Zip(new Raw([(byte)'(', (byte)'c', .. Encoding.ASCII.GetBytes($"{module}\n{name}\n"), (byte)'o']))));
    }

    [Fact]
    public void Open_NameFromTheStack_RefusedByName()
    {
        var pickle = new PickleBuilder().Value("posix").Value("system").Opcode(PickleOpcode.StackGlobal).Opcode(PickleOpcode.Stop).ToArray();

        Assert.Contains("it asks for posix.system,", Refuse(CheckpointFiles.Zip(pickle, new Dictionary<string, byte[]>())));
    }

    [Fact]
    public void Open_FunctionMadeAnObject_Refused()
    {
        Assert.Contains("_codecs.encode", Refuse(Zip(new Instance(new("_codecs", "encode"), null))));
    }

    [Fact]
    public void Open_NameWithLineBreak_OneLine()
    {
        Assert.Equal(
            "c.pth: storage 0?1 is of type torch.NoStorage, which is not known",
            Refuse(Zip(Storage("NoStorage", "0\n1", 1))));
    }

    [Theory]
    [InlineData("]q\0h\0a")] // a list in itself
    [InlineData("]q\0(h\0Ne")] // and something behind it
    [InlineData("}q\0Nh\0s")] // a dictionary in itself
    [InlineData("]q\0h\0\u0085a")] // by way of a tuple
    [InlineData("cm\nC\n)\u0081q\0h\0b")] // an object among its attributes
    public void Open_SelfReference_Refused(string opcodes)
    {
        Assert.Contains("contains itself", Refuse(Zip(new Raw(Encoding.Latin1.GetBytes(opcodes)))));
    }

    [Fact]
    public void Open_DeepNesting_Refused()
    {
        byte[] deep = [(byte)'N', .. Enumerable.Repeat((byte)PickleOpcode.Tuple1, 1_000_000)];

        Assert.Contains("deep", Refuse(Zip(new Raw(deep))));
    }

    [Fact]
    public void Open_UnfoldingWithoutEnd_Refused()
    {
        // Each step makes a pair of what was there twice: 2^60 leaves.
        byte[] doubling = [(byte)'N', .. Enumerable.Repeat(new[] { (byte)PickleOpcode.Dup, (byte)PickleOpcode.Tuple2 }, 60).SelectMany(step => step)];

        Assert.Contains("unfolds", Refuse(Zip(new Raw(doubling))));
    }

    [Fact]
    public void Open_TooManyOperations_Refused()
    {
        Assert.Contains("operations", Refuse(Zip(new Raw([.. Enumerable.Repeat((byte)PickleOpcode.EmptyDict, 3_000_000)]))));
    }

    [Fact]
    public void Open_CopiesOfALongList_Refused()
    {
        byte[] list = [(byte)']', (byte)'(', .. Enumerable.Repeat((byte)'N', 100_000), (byte)'e', (byte)PickleOpcode.Tuple1, (byte)'q', 0];
        byte[] copies = [.. Enumerable.Repeat("c__builtin__\nset\nh\0R"u8.ToArray(), 1000).SelectMany(copy => copy)];

        Assert.Contains("operations", Refuse(Zip(new Raw([.. list, .. copies]))));
    }

    [Theory]
    [InlineData((byte)PickleOpcode.BinUnicode, new byte[] { 255, 255, 255, 255 })]
    [InlineData((byte)PickleOpcode.BinUnicode8, new byte[] { 255, 255, 255, 255, 255, 255, 255, 127 })]
    [InlineData((byte)PickleOpcode.BinBytes8, new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 })]
    [InlineData((byte)PickleOpcode.Frame, new byte[] { 0, 0, 0, 0, 1, 0, 0, 0 })]
    [InlineData((byte)PickleOpcode.Long4, new byte[] { 255, 255, 255, 127 })]
    [InlineData((byte)PickleOpcode.Long4, new byte[] { 255, 255, 255, 255 })]
    [InlineData((byte)PickleOpcode.BinString, new byte[] { 255, 255, 255, 255 })]
    [InlineData((byte)PickleOpcode.LongBinGet, new byte[] { 255, 255, 255, 255 })]
    [InlineData((byte)PickleOpcode.Ext1, new byte[] { 1 })]
    [InlineData((byte)PickleOpcode.Proto, new byte[] { 6 })]
    public void Open_LyingOpcode_Refused(byte opcode, byte[] arguments)
    {
        Refuse(Zip(new Raw([opcode, .. arguments])));
        Refuse(Legacy(new Raw([opcode, .. arguments])));
    }

    [Fact]
    public void Open_LyingTensors_Refused()
    {
        Assert.Contains("beyond the end", Refuse(Zip(Tensor(SixFloats, 0, [7], [1]))));
        Assert.Contains("beyond the end", Refuse(Zip(Tensor(SixFloats, 1, [6], [1]))));
        Assert.Contains("beyond the end", Refuse(Zip(Tensor(SixFloats, 0, [2, 3], [4, 1]))));
        Assert.Contains("malformed", Refuse(Zip(Tensor(SixFloats, -1, [1], [1]))));
        Assert.Contains("malformed", Refuse(Zip(Tensor(SixFloats, 0, [-1], [1]))));
        Assert.Contains("malformed", Refuse(Zip(Tensor(SixFloats, 5, [2], [-1]))));
        Assert.Contains("malformed", Refuse(Zip(Tensor(SixFloats, 0, [2, 3], [1]))));
        Assert.Contains("measure", Refuse(Zip(Tensor(SixFloats, 0, [long.MaxValue, 2], [1, 1]))));
        Assert.Contains("measure", Refuse(Zip(Tensor(SixFloats, 0, [3], [long.MaxValue]))));
        Assert.Contains("measure", Refuse(Zip(Tensor(SixFloats, long.MaxValue, [3], [1]))));
        Assert.Contains("repeats", Refuse(Zip(Tensor(SixFloats, 0, [1L << 40], [0]))));
        Assert.Contains("dimensions", Refuse(Zip(Tensor(SixFloats, 0, [1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1]))));
    }

    [Fact]
    public void Open_LyingStorages_Refused()
    {
        Assert.Contains("has 24 bytes, not 28", Refuse(Zip(Storage("FloatStorage", "0", 7))));
        Assert.Contains("has 6 elements, not 7", Refuse(Legacy(Storage("FloatStorage", "0", 7))));
        Assert.Contains("storage 9 is missing", Refuse(Zip(Storage("FloatStorage", "9", 6))));
        Assert.Contains("list of storages", Refuse(Legacy(Storage("FloatStorage", "9", 6))));
        Assert.Contains("differ", Refuse(Zip(new List<object?> { SixFloats, Storage("IntStorage", "0", 6) })));
        Assert.Contains("malformed", Refuse(Zip(Storage("FloatStorage", "0", long.MaxValue))));
        Assert.Contains("malformed", Refuse(Zip(Storage("FloatStorage", "0", -1))));
        Assert.Contains("within", Refuse(CheckpointFiles.Legacy(Of(Storage("ByteStorage", "0", 1L << 40)), One(1L << 40))));
        Assert.Contains("QInt8Storage", Refuse(Zip(Storage("QInt8Storage", "0", 24))));
        Assert.Contains("more than its storages", Refuse([.. Legacy(SixFloats), 0]));
    }

    [Fact]
    public void Open_LyingArchive_Refused()
    {
        var storages = new Dictionary<string, byte[]> { ["0"] = new byte[24] };

        Assert.Contains("byte order", Refuse(CheckpointFiles.Zip(Of(SixFloats), storages, deflated: false, ("any/byteorder", "middle"))));
        Assert.Contains("twice", Refuse(CheckpointFiles.Zip(Of(SixFloats), storages, deflated: false, ("any/data/0", "again"))));
        Assert.Contains("TorchScript", Refuse(CheckpointFiles.Zip(Of(SixFloats), storages, deflated: false, ("any/constants.pkl", "x"))));
        Assert.Contains("2 entries", Refuse(CheckpointFiles.Zip(Of(SixFloats), storages, deflated: false, ("other/data.pkl", "x"))));
    }

    [Fact]
    public void Open_ZipBomb_Refused()
    {
        const int Large = 100 << 20;
        var storages = new Dictionary<string, byte[]> { ["0"] = new byte[Large] };

        Assert.Contains("inflates", Refuse(CheckpointFiles.Zip(Of(Storage("ByteStorage", "0", Large)), storages, deflated: true)));
    }

    [Fact]
    public void Read_DamagedEntry_Refused()
    {
        var marks = "MARKED STORAGE OF 24 BYT"u8.ToArray();
        var bytes = CheckpointFiles.Zip(Of(new Dict(("a", Tensor(SixFloats, 0, [1], [1])))), new Dictionary<string, byte[]> { ["0"] = marks });
        bytes[bytes.AsSpan().IndexOf(marks) + 20] ^= 1;
        var path = _folder.File("c.pth");
        File.WriteAllBytes(path, bytes);

        using var checkpoint = Checkpoint.Open(path);

        Assert.Contains("data/0 is damaged", Assert.Throws<CheckpointException>(() => checkpoint.Read(checkpoint.Weights["a"])).Message);
    }

    [Fact]
    public void Open_OtherFiles_SaysWhatTheyAre()
    {
        var tar = new byte[1024];
        "ustar"u8.CopyTo(tar.AsSpan(257));

        Assert.Contains("TAR archive", Refuse(tar));
        Assert.Contains("no PyTorch checkpoint", Refuse([]));
        Assert.Contains("no PyTorch checkpoint", Refuse("a text"u8.ToArray()));
        Assert.Contains("no PyTorch checkpoint", Refuse(Of(new Dict(("plain", 1)))));
        Assert.Contains("cannot be read", Assert.Throws<CheckpointException>(() => Checkpoint.Open(_folder.File("absent.pth"))).Message);
        Assert.Contains("cannot be read", Assert.Throws<CheckpointException>(() => Checkpoint.Open(_folder.Path)).Message);
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    private static Dictionary<string, (byte[], long)> One(long count)
    {
        return new() { ["0"] = (new byte[24], count) };
    }

    private static byte[] Zip(object root)
    {
        return CheckpointFiles.Zip(Of(root), new Dictionary<string, byte[]> { ["0"] = new byte[24] });
    }

    private static byte[] Legacy(object root)
    {
        return CheckpointFiles.Legacy(Of(root), One(6));
    }

    private string Refuse(byte[] bytes)
    {
        var path = _folder.File("c.pth");
        File.WriteAllBytes(path, bytes);
        var message = Assert.Throws<CheckpointException>(() => Checkpoint.Open(path).Dispose()).Message;
        Assert.StartsWith("c.pth: ", message);
        Assert.DoesNotContain(message, char.IsControl);
        return message;
    }
}
