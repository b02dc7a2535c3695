using System.Buffers.Binary;
using CovidGrpc.Vision.Checkpoints;
using static CovidGrpc.Vision.Tests.Checkpoints.PickleBuilder;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private static readonly byte[] SixFloats = [.. new[] { 0f, 1, 2, 3, 4, 5 }.SelectMany(BitConverter.GetBytes)];

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_Zip_ReadsViewsOfASharedStorage(bool deflated)
    {
        var storage = Storage("FloatStorage", "0", 6);
        using var checkpoint = Open(Zip(
            new Dict(
                ("whole", Tensor(storage, 0, [2, 3], [3, 1])),
                ("transposed", Tensor(storage, 0, [3, 2], [1, 3])),
                ("scalar", Tensor(storage, 4, [], [])),
                ("expanded", Tensor(storage, 1, [2, 2], [0, 2])),
                ("none", Tensor(storage, 6, [0, 3], [3, 1]))),
            SixFloats,
            deflated));

        Assert.Equal(CheckpointFormat.Zip, checkpoint.Format);
        Assert.Equal([0, 1, 2, 3, 4, 5], Values(checkpoint, "whole"));
        Assert.Equal([0, 3, 1, 4, 2, 5], Values(checkpoint, "transposed"));
        Assert.Equal([4], Values(checkpoint, "scalar"));
        Assert.Equal([1, 3, 1, 3], Values(checkpoint, "expanded"));
        Assert.Empty(Values(checkpoint, "none"));
        Assert.All(checkpoint.Weights.Values, tensor => Assert.Equal("0", tensor.Storage.Key));
    }

    [Fact]
    public void Open_BigEndianZip_SameNumbers()
    {
        var bytes = SixFloats.ToArray();
        for (var i = 0; i < bytes.Length; i += sizeof(float))
            bytes.AsSpan(i, sizeof(float)).Reverse();
        using var checkpoint = Open(CheckpointFiles.Zip(
            Of(new Dict(("a", Tensor(Storage("FloatStorage", "0", 6), 0, [6], [1])))),
            new Dictionary<string, byte[]> { ["0"] = bytes },
            deflated: false,
            ("any/byteorder", "big")));

        Assert.Equal([0, 1, 2, 3, 4, 5], Values(checkpoint, "a"));
    }

    [Fact]
    public void Open_LegacyWithModuleSourceAndStorageParts_Read()
    {
        var module = new Global("models.net", "Net");
        var part = new Persistent("storage", new Global("torch", "FloatStorage"), "94", "cuda:0", 6, new object?[] { "95", 2, 4 });
        var root = new Dict(
            ("state_dict", new Dict(("a", Tensor(part, 1, [3], [1])))),
            ("net", new Instance(new("models.net", "Net"), new Dict(("training", true)))),
            ("again", new Persistent("module", module, "net.py", "class Net: ...")),
            ("epoch", "7"));
        using var checkpoint = Open(CheckpointFiles.Legacy(Of(root), new Dictionary<string, (byte[], long)> { ["94"] = (SixFloats, 6) }));

        Assert.Equal(CheckpointFormat.Legacy, checkpoint.Format);
        Assert.Equal([3, 4, 5], Values(checkpoint, "a"));
        Assert.Equal("7", Assert.Single(checkpoint.Scalars).Value);
        var entries = Assert.IsType<PickleDict>(checkpoint.Root).Entries;
        Assert.Equal("models.net.Net", Assert.IsType<OpaqueObject>(entries[1].Value).ClassName);
        Assert.Equal("models.net.Net", $"{entries[2].Value}");
    }

    [Theory]
    [InlineData("model_weights")]
    [InlineData("state_dict")]
    [InlineData("model_state_dict")]
    [InlineData("model")]
    public void Weights_DataParallelAndOldPyramid_CanonicalNames(string where)
    {
        var tensor = Tensor(Storage("FloatStorage", "0", 6), 0, [6], [1]);
        using var checkpoint = Open(Zip(
            new Dict(
                ("epoch", 3),
                (where, new Dict(
                    ("module.backbone.fpn.inner_blocks.0.weight", tensor),
                    ("module.backbone.fpn.layer_blocks.1.0.bias", tensor),
                    ("module.head.weight", tensor)))),
            SixFloats));

        Assert.Equal(
            ["backbone.fpn.inner_blocks.0.0.weight", "backbone.fpn.layer_blocks.1.0.bias", "head.weight"],
            checkpoint.Weights.Keys);
        Assert.Equal(3L, checkpoint.Scalars["epoch"]);
    }

    [Fact]
    public void Weights_TwoSpellingsOfOneTensor_Refused()
    {
        var tensor = Tensor(Storage("FloatStorage", "0", 6), 0, [6], [1]);
        using var checkpoint = Open(Zip(
            new Dict(("backbone.fpn.inner_blocks.0.weight", tensor), ("backbone.fpn.inner_blocks.0.0.weight", tensor)),
            SixFloats));

        Assert.Contains("twice", Assert.Throws<CheckpointException>(() => checkpoint.Weights).Message);
    }

    [Fact]
    public void Weights_None_SaysSo()
    {
        using var checkpoint = Open(Zip(new Dict(("epoch", 3)), SixFloats));

        Assert.Contains("it has no weights", Assert.Throws<CheckpointException>(() => checkpoint.Weights).Message);
    }

    [Fact]
    public void Compare_WrongTensors_AllAreNamed()
    {
        var tensor = Tensor(Storage("FloatStorage", "0", 6), 0, [2, 3], [3, 1]);
        using var source = new CheckpointWeights(Open(Zip(new Dict(("a", tensor), ("b", tensor), ("extra", tensor), ("theirs", tensor)), SixFloats)));

        var errors = source.Compare(
            new Dictionary<string, long[]> { ["a"] = [2, 3], ["b"] = [6], ["c"] = [1] },
            name => name != "theirs");

        Assert.Equal(["tensor b has shape [2, 3], not [6]", "tensor c is missing", "tensor extra is not known"], errors);
    }

    [Fact]
    public void Read_HalfIntoFloat_Converted()
    {
        var halves = new byte[4];
        BinaryPrimitives.WriteHalfLittleEndian(halves, (Half)1.5f);
        BinaryPrimitives.WriteHalfLittleEndian(halves.AsSpan(2), (Half)(-2f));
        using var source = new CheckpointWeights(Open(Zip(new Dict(("a", Tensor(Storage("HalfStorage", "0", 2), 0, [2], [1]))), halves)));
        using var destination = zeros(2);

        source.Read("a", destination);

        Assert.Equal([1.5f, -2f], destination.data<float>().ToArray());
    }

    [Fact]
    public void Open_LaterTensorsAndParameters_Read()
    {
        var untyped = new Persistent("storage", new Global("torch.storage", "UntypedStorage"), "0", "cpu", 24);
        var typed = new Call(
            new("torch._utils", "_rebuild_tensor_v3"),
            untyped, 2, new object?[] { 3 }, new object?[] { 1 }, false, new Dict(), new Global("torch", "float32"), null);
        var parameter = new Call(new("torch._utils", "_rebuild_parameter"), typed, true, new Dict());
        using var checkpoint = Open(Zip(new Dict(("a", parameter)), SixFloats));

        Assert.True(checkpoint.Weights["a"].IsParameter);
        Assert.Equal("float32", checkpoint.Weights["a"].Dtype);
        Assert.Equal([2, 3, 4], Values(checkpoint, "a"));
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    private static byte[] Zip(object root, byte[] storage, bool deflated = false)
    {
        return CheckpointFiles.Zip(Of(root), new Dictionary<string, byte[]> { ["0"] = storage }, deflated);
    }

    private static float[] Values(Checkpoint checkpoint, string name)
    {
        using var tensor = checkpoint.Read(checkpoint.Weights[name]);
        Assert.Equal(checkpoint.Weights[name].Shape, tensor.shape);
        return tensor.numel() == 0 ? [] : tensor.data<float>().ToArray();
    }

    private Checkpoint Open(byte[] bytes)
    {
        var path = _folder.File("c.pth");
        File.WriteAllBytes(path, bytes);
        return Checkpoint.Open(path);
    }
}
