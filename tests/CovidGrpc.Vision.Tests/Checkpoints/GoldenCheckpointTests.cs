using System.Security.Cryptography;
using System.Text.Json;
using CovidGrpc.Vision.Checkpoints;
using CovidGrpc.Vision.Tests.Golden;

namespace CovidGrpc.Vision.Tests.Checkpoints;

public sealed class GoldenCheckpointTests
{
    private static readonly string Folder = Path.Combine(GoldenFolder.Shared, "checkpoints");
    private static readonly string Baselines = Path.Combine(GoldenFolder.Shared, "baselines", "checkpoints");

    [Theory]
    [InlineData("partial_zip.pth", CheckpointFormat.Zip)]
    [InlineData("partial_legacy.pth", CheckpointFormat.Legacy)]
    [InlineData("anchor_fresh_zip.pth", CheckpointFormat.Zip)]
    [InlineData("anchor_fresh_legacy.pth", CheckpointFormat.Legacy)]
    [InlineData("anchor_used_zip.pth", CheckpointFormat.Zip)]
    [InlineData("anchor_used_legacy.pth", CheckpointFormat.Legacy)]
    public void Open_OneShotCheckpoint_AsExpected(string file, CheckpointFormat format)
    {
        Assert.SkipUnless(GoldenFolder.SharedExists, GoldenFolder.NeedsShared);
        var expected = GoldenJson.Read(Folder, "expected.json").GetProperty(file.StartsWith("partial", StringComparison.Ordinal) ? "partial_*.pth" : "anchor_*.pth");

        using var checkpoint = Checkpoint.Open(Path.Combine(Folder, file));

        Assert.Equal(format, checkpoint.Format);
        var root = Assert.IsType<PickleDict>(checkpoint.Root);
        foreach (var property in expected.EnumerateObject().Where(property => property.Name != "anchor_generator"))
        {
            Assert.True(root.TryGetValue(property.Name, out var value));
            AssertSame(checkpoint, property.Value, value, property.Name);
        }

        Assert.Equal(expected.GetProperty("model_weights").EnumerateObject().Count(), checkpoint.Weights.Count);
        Assert.Equal(expected.Text("epoch"), checkpoint.Scalars["epoch"]);
        if (expected.TryGetProperty("anchor_generator", out var anchors))
            AssertAnchors(anchors, root, file.Contains("used", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("malicious_zip.pth", "posix.system")]
    [InlineData("malicious_legacy.pth", "posix.system")]
    [InlineData("malicious_eval_zip.pth", "__builtin__.eval")]
    public void Open_Malicious_RefusedByName(string file, string name)
    {
        Assert.SkipUnless(GoldenFolder.SharedExists, GoldenFolder.NeedsShared);

        var failure = Assert.Throws<CheckpointException>(() => Checkpoint.Open(Path.Combine(Folder, file)));

        Assert.Equal($"{file}: it asks for {name}, which is not allowed", failure.Message);
    }

    [Theory]
    [InlineData("ckpt_zip_fresh.pth", CheckpointFormat.Zip)]
    [InlineData("ckpt_zip_used.pth", CheckpointFormat.Zip)]
    [InlineData("ckpt_legacy_fresh.pth", CheckpointFormat.Legacy)]
    [InlineData("ckpt_legacy_used.pth", CheckpointFormat.Legacy)]
    public void Open_BaselineCheckpoint_AsExpected(string file, CheckpointFormat format)
    {
        Assert.SkipUnless(GoldenFolder.SharedExists, GoldenFolder.NeedsShared);
        var expected = GoldenJson.Read(Baselines, "expected.json");

        using var checkpoint = Checkpoint.Open(Path.Combine(Baselines, file));

        Assert.Equal(format, checkpoint.Format);
        var root = Assert.IsType<PickleDict>(checkpoint.Root);
        Assert.Equal(expected.GetProperty("keys_in_order").EnumerateArray().Select(key => key.GetString()), root.Entries.Select(entry => entry.Key));
        AssertSame(checkpoint, expected.GetProperty("epoch"), checkpoint.Scalars["epoch"], "epoch");
        AssertSame(checkpoint, expected.GetProperty("lrate"), checkpoint.Scalars["lrate"], "lrate");
        Assert.Null(checkpoint.Scalars["model_name"]);
        var weights = expected.GetProperty("weights").EnumerateObject().ToDictionary(weight => weight.Name, weight => weight.Value.Floats());
        Assert.Equal(weights.Keys, checkpoint.Weights.Keys);
        foreach (var (name, values) in weights)
        {
            using var tensor = checkpoint.Read(checkpoint.Weights[name]);
            using var floats = tensor.to(TorchSharp.torch.ScalarType.Float32);
            Close.To(values, floats.data<float>().ToArray(), 1e-9, name);
        }

        Assert.True(root.TryGetValue("anchor_generator", out var generator));
        var anchors = Assert.IsType<OpaqueObject>(generator);
        Assert.Equal("models.mask_net.rpn_segmentation.AnchorGenerator", anchors.ClassName);
        foreach (var name in new[] { "sizes", "aspect_ratios" })
            AssertSame(checkpoint, expected.GetProperty(name), Attribute(anchors, name), name);
    }

    private static object? Attribute(OpaqueObject target, string name)
    {
        return Assert.IsType<PickleDict>(target.State).TryGetValue(name, out var value) ? value : throw new KeyNotFoundException(name);
    }

    private static void AssertAnchors(JsonElement expected, PickleDict root, bool used)
    {
        Assert.True(root.TryGetValue("anchor_generator", out var value));
        var anchors = Assert.IsType<OpaqueObject>(value);
        Assert.Equal(expected.Text("class"), anchors.ClassName);
        foreach (var name in new[] { "sizes", "aspect_ratios" })
            AssertSame(null, expected.GetProperty(name), Attribute(anchors, name), name);
        if (!used)
            return;
        var cache = Assert.IsType<PickleDict>(Attribute(anchors, "_cache"));
        Assert.Equal(expected.GetProperty("used_cache_keys").GetArrayLength(), cache.Entries.Count);
        Assert.IsType<PickleList>(Attribute(anchors, "cell_anchors"));
    }

    private static void AssertSame(Checkpoint? checkpoint, JsonElement expected, object? value, string where)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Null:
                Assert.Null(value);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Assert.Equal(expected.GetBoolean(), value);
                break;
            case JsonValueKind.String:
                Assert.Equal(expected.GetString(), value);
                break;
            case JsonValueKind.Number:
                Assert.Equal(expected.GetDouble(), Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.Array:
                var items = Assert.IsType<PickleList>(value).Items;
                Assert.Equal(expected.GetArrayLength(), items.Count);
                foreach (var (item, index) in expected.EnumerateArray().Select((item, index) => (item, index)))
                    AssertSame(checkpoint, item, items[index], $"{where}[{index}]");
                break;
            case JsonValueKind.Object when expected.TryGetProperty("tensor", out var tensor):
                AssertTensor(checkpoint!, tensor, Assert.IsType<TensorReference>(value), where);
                break;
            default:
                var entries = Assert.IsType<PickleDict>(value).Entries.ToDictionary(entry => $"{entry.Key}", entry => entry.Value);
                Assert.Equal(expected.EnumerateObject().Select(property => property.Name), entries.Keys);
                foreach (var property in expected.EnumerateObject())
                    AssertSame(checkpoint, property.Value, entries[property.Name], $"{where}.{property.Name}");
                break;
        }
    }

    private static void AssertTensor(Checkpoint checkpoint, JsonElement expected, TensorReference tensor, string where)
    {
        Assert.Equal(expected.Text("dtype"), tensor.Dtype);
        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), tensor.Shape);
        Assert.Equal(expected.GetProperty("stride").EnumerateArray().Select(stride => stride.GetInt64()), tensor.Strides);
        Assert.Equal(expected.GetProperty("storage_offset").GetInt64(), tensor.Offset);
        Assert.Equal(expected.GetProperty("is_parameter").GetBoolean(), tensor.IsParameter);
        using var values = checkpoint.Read(tensor);
        Assert.True(expected.Text("sha256_contiguous_le") == Convert.ToHexStringLower(SHA256.HashData(values.numel() == 0 ? [] : values.bytes)), where);
        if (!expected.TryGetProperty("values", out var list))
            return;
        using var doubles = values.to(TorchSharp.torch.ScalarType.Float64);
        Assert.Equal(Flat(list), doubles.numel() == 0 ? [] : doubles.data<double>().ToArray());
    }

    private static IEnumerable<double> Flat(JsonElement list)
    {
        return list.ValueKind switch
        {
            JsonValueKind.Array => list.EnumerateArray().SelectMany(Flat),
            JsonValueKind.String => [double.Parse(list.GetString()!.Replace("inf", "Infinity", StringComparison.Ordinal))],
            _ => [list.GetDouble()],
        };
    }
}
