using System.ComponentModel;
using System.Diagnostics;
using CovidGrpc.Vision.Checkpoints;
using CovidGrpc.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.Checkpoints;

/// <summary>Checkpoints of PyTorch itself, read back and compared with the numbers that it prints.</summary>
public sealed class PythonCheckpointTests : IDisposable
{
    private const string Script =
        """
        import json, sys, collections, torch
        torch.manual_seed(3)
        types = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool]
        tensors = {str(t)[6:]: (torch.randn(3, 4) * 20).abs().to(t) for t in types}
        tensors["complex64"] = torch.randn(2, 3, dtype=torch.complex64)
        tensors["complex128"] = torch.randn(2, 3, dtype=torch.complex128)
        base = torch.arange(60, dtype=torch.float32).reshape(3, 4, 5)
        tensors.update(base=base, transposed=base.transpose(0, 2), sliced=base[1:, ::2, 1:4], expanded=base[0, 0].expand(4, 5), zero=torch.zeros(0, 3), scalar=torch.tensor(2.5))
        net = torch.nn.DataParallel(torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2)))
        tensors["parameter"] = net.module[0].weight
        optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
        net.module(torch.randn(2, 1, 5, 5)).sum().backward()
        optimizer.step()
        root = dict(epoch="12", tensors=tensors, model_state_dict=net.state_dict(), optimizer_state=optimizer.state_dict(), size=base.shape, dtype=torch.float16,
                    device=torch.device("cpu"), inert=collections.OrderedDict(a={1, 2}, b=slice(1, 2), c=1 + 2j, d=bytearray(b"ab"), e=b"\xe9", f=2**80, g=frozenset([1])))
        torch.save(root, sys.argv[1], _use_new_zipfile_serialization=sys.argv[2] == "zip", pickle_protocol=int(sys.argv[3]))
        flat = lambda t: (torch.view_as_real(t) if t.is_complex() else t).detach().double().flatten().tolist()
        state = optimizer.state_dict()["state"][0]
        print(json.dumps(dict(
            tensors={k: dict(dtype=str(v.dtype)[6:], shape=list(v.shape), stride=list(v.stride()), values=flat(v)) for k, v in tensors.items()},
            weights={k[7:]: flat(v) for k, v in net.state_dict().items()},
            moments=flat(state["exp_avg_sq"]))))
        """;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(CheckpointFormat.Zip, 2)]
    [InlineData(CheckpointFormat.Zip, 5)]
    [InlineData(CheckpointFormat.Legacy, 2)]
    [InlineData(CheckpointFormat.Legacy, 4)]
    public void Open_SavedByPyTorch_SameNumbers(CheckpointFormat format, int protocol)
    {
        var path = _folder.File("python.pth");
        Save(path, format == CheckpointFormat.Zip ? "zip" : "legacy", protocol);
        var expected = GoldenJson.Read(_folder.Path, "expected.json");

        using var checkpoint = Checkpoint.Open(path);

        Assert.Equal(format, checkpoint.Format);
        Assert.Equal("12", checkpoint.Scalars["epoch"]);
        var root = Assert.IsType<PickleDict>(checkpoint.Root);
        var tensors = Assert.IsType<PickleDict>(Value(root, "tensors"));
        foreach (var property in expected.GetProperty("tensors").EnumerateObject())
        {
            var tensor = Assert.IsType<TensorReference>(Value(tensors, property.Name));
            Assert.Equal(property.Value.GetProperty("dtype").GetString(), tensor.Dtype);
            Assert.Equal(Numbers(property.Value.GetProperty("shape")), tensor.Shape.Select(size => (double)size));
            Assert.Equal(Numbers(property.Value.GetProperty("stride")), tensor.Strides.Select(stride => (double)stride));
            Assert.Equal(property.Name == "parameter", tensor.IsParameter);
            Assert.Equal(Numbers(property.Value.GetProperty("values")), Numbers(checkpoint, tensor));
        }

        Assert.Equal(Storage(tensors, "base"), Storage(tensors, "sliced"));
        var weights = expected.GetProperty("weights").EnumerateObject().ToDictionary(weight => weight.Name, weight => Numbers(weight.Value));
        Assert.Equal(weights.Keys, checkpoint.Weights.Keys);
        Assert.All(weights, weight => Assert.Equal(weight.Value, Numbers(checkpoint, checkpoint.Weights[weight.Key])));
        var states = Assert.IsType<PickleDict>(Value(Assert.IsType<PickleDict>(Value(root, "optimizer_state")), "state"));
        var first = Assert.IsType<PickleDict>(states.Entries[0].Value);
        Assert.Equal(Numbers(expected.GetProperty("moments")), Numbers(checkpoint, Assert.IsType<TensorReference>(Value(first, "exp_avg_sq"))));
        AssertInert(root);
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    private static void AssertInert(PickleDict root)
    {
        Assert.Equal([3L, 4L, 5L], Assert.IsType<PickleList>(Value(root, "size")).Items);
        Assert.Equal("torch.float16", $"{Value(root, "dtype")}");
        Assert.Equal("torch.device", Assert.IsType<OpaqueObject>(Value(root, "device")).ClassName);
        var inert = Assert.IsType<PickleDict>(Value(root, "inert"));
        Assert.Equal(PickleListKind.Set, Assert.IsType<PickleList>(Value(inert, "a")).Kind);
        Assert.EndsWith(".slice", Assert.IsType<OpaqueObject>(Value(inert, "b")).ClassName);
        Assert.Equal(new System.Numerics.Complex(1, 2), Value(inert, "c"));
        Assert.Equal("ab"u8.ToArray(), Value(inert, "d"));
        Assert.Equal(new byte[] { 0xE9 }, Value(inert, "e"));
        Assert.Equal(System.Numerics.BigInteger.Pow(2, 80), Value(inert, "f"));
        Assert.Equal(PickleListKind.FrozenSet, Assert.IsType<PickleList>(Value(inert, "g")).Kind);
    }

    private static object? Value(PickleDict dictionary, string key)
    {
        return dictionary.TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);
    }

    private static StorageReference Storage(PickleDict tensors, string key)
    {
        return Assert.IsType<TensorReference>(Value(tensors, key)).Storage;
    }

    private static double[] Numbers(System.Text.Json.JsonElement list)
    {
        return [.. list.EnumerateArray().Select(item => item.GetDouble())];
    }

    private static double[] Numbers(Checkpoint checkpoint, TensorReference reference)
    {
        using var scope = NewDisposeScope();
        var tensor = checkpoint.Read(reference);
        if (tensor.numel() == 0)
            return [];
        return (tensor.is_complex() ? tensor.view_as_real() : tensor).to(ScalarType.Float64).data<double>().ToArray();
    }

    private void Save(string path, string format, int protocol)
    {
        try
        {
            var start = new ProcessStartInfo("/usr/bin/python3", ["-c", Script, path, format, $"{protocol}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var complaint = errors.GetAwaiter().GetResult();
            Assert.SkipWhen(complaint.Contains("ModuleNotFoundError", StringComparison.Ordinal), "needs python3-torch");
            Assert.True(process.ExitCode == 0, complaint);
            File.WriteAllText(_folder.File("expected.json"), output);
        }
        catch (Win32Exception)
        {
            Assert.Skip("needs /usr/bin/python3");
        }
    }
}
