using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Tests.Golden;
using CovidGrpc.Vision.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.Weights;

public sealed class SafetensorsTests(TestModels models) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Open_Written_SameTensors()
    {
        using var scope = NewDisposeScope();
        var values = rand(3, 4);
        Write(("a", values), ("half", values.to(ScalarType.Float16)), ("brain", values.to(ScalarType.BFloat16)), ("count", tensor(7L)), ("none", zeros(0)));

        using var file = SafetensorsFile.Open(_folder.File("w.safetensors"));

        Assert.Equal(values.Values(), Read(file, "a", zeros(3, 4)).Values());
        Close.To(values.Values(), Read(file, "half", zeros(3, 4)).Values(), 1e-3, "float16");
        Close.To(values.Values(), Read(file, "brain", zeros(3, 4)).Values(), 1e-2, "bfloat16");
        Assert.Equal(7, Read(file, "count", zeros([], ScalarType.Int64)).item<long>());
    }

    [Theory]
    [InlineData("{}", 4, "gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "does not fit its shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,400]}}""", 4, "does not fit its shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "malformed")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "does not fit its shape")]
    [InlineData("""{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}""", 8, "type")]
    [InlineData("""{"a":{"dtype":"F32","shape":"1","data_offsets":[0,4]}}""", 4, "malformed")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "malformed")]
    [InlineData("""{"a":3}""", 4, "malformed")]
    [InlineData("[]", 0, "not a JSON object")]
    [InlineData("{\"a\"", 0, "not valid JSON")]
    [InlineData("""{"backbone.fpn.inner_blocks.0.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"backbone.fpn.inner_blocks.0.0.bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "twice")]
    public void Open_MalformedHeader_SaysWhat(string header, int dataLength, string complaint)
    {
        WriteRaw(header, (ulong)header.Length, dataLength);

        Assert.Contains(complaint, Assert.Throws<ModelFolderException>(() => SafetensorsFile.Open(_folder.File("w.safetensors"))).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1UL << 40)]
    [InlineData(ulong.MaxValue)]
    public void Open_WrongHeaderLength_ModelFolderException(ulong length)
    {
        WriteRaw("{}", length, 0);

        Assert.Throws<ModelFolderException>(() => SafetensorsFile.Open(_folder.File("w.safetensors")));
    }

    [Fact]
    public void Open_TooShort_ModelFolderException()
    {
        File.WriteAllBytes(_folder.File("w.safetensors"), [1, 2, 3]);

        Assert.Throws<ModelFolderException>(() => SafetensorsFile.Open(_folder.File("w.safetensors")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_WeightsFromFile_AsGenerated(bool oldSpelling)
    {
        var folder = FolderWith(tensors => tensors, oldSpelling);

        using var segmenter = OneShotSegmenter.Load(folder, Placement.Cpu);
        using var classifier = OneShotClassifier.Load(folder, Placement.Cpu);

        var slice = GreyPng.Read(Path.Combine(GoldenFolder.Compact, "images", "ct1.png"));
        var sequence = segmenter.Segment([slice], new(Findings: false))[0].Sequence!.Values;
        Assert.Equal(models.Segmenter("resnet18", "running_statistics").Segment([slice], new(Findings: false))[0].Sequence!.Values, sequence);
        Assert.Equal(models.Classifier("resnet18").Classify(sequence).Logits, classifier.Classify(sequence).Logits);
    }

    [Fact]
    public void Load_WrongTensors_AllAreNamed()
    {
        using var scope = NewDisposeScope();
        var folder = FolderWith(tensors =>
        [
            .. tensors.Where(tensor => tensor.Key is not ("rpn.head.conv.bias" or "backbone.body.bn1.bias")),
            new("backbone.body.bn1.bias", zeros(3)),
            new("roi_heads.surplus", zeros(1)),
        ]);

        var failure = Assert.Throws<ModelFolderException>(() => OneShotSegmenter.Load(folder, Placement.Cpu));

        Assert.Equal(3, failure.Errors.Count);
        Assert.Contains(failure.Errors, error => error.Contains("rpn.head.conv.bias is missing"));
        Assert.Contains(failure.Errors, error => error.Contains("backbone.body.bn1.bias has shape [3], not [64]"));
        Assert.Contains(failure.Errors, error => error.Contains("roi_heads.surplus is not known"));
        using var classifier = OneShotClassifier.Load(folder, Placement.Cpu);
    }

    [Fact]
    public void Load_MoreThanThereIs_RefusedBeforeAnyTensorIsMade()
    {
        var folder = FolderWith(tensors => tensors);
        var placement = Placement.Cpu with { AvailableBytes = 100 << 20 };
        DisposeScopeManager.Statistics.Reset();

        var failure = Assert.Throws<ModelTooLargeException>(() => OneShotSegmenter.Load(folder, placement));

        Assert.Matches(@"^the model needs about \d+ MiB of memory, and 100 MiB are free$", failure.Message);
        Assert.Equal(0, DisposeScopeManager.Statistics.CreatedInScopeCount);
        // The heads are small: they fit where the rest does not.
        using var classifier = OneShotClassifier.Load(folder, placement);
    }

    [Fact]
    public void Load_OtherBytes_RefusedByDigest()
    {
        var folder = FolderWith(tensors => tensors);
        var bytes = File.ReadAllBytes(_folder.File("w.safetensors"));
        bytes[^1] ^= 1;
        File.WriteAllBytes(_folder.File("w.safetensors"), bytes);

        Assert.Contains("SHA-256", Assert.Throws<ModelFolderException>(() => OneShotClassifier.Load(folder, Placement.Cpu)).Message);
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    private ModelFolder FolderWith(
        Func<IReadOnlyList<KeyValuePair<string, Tensor>>, IReadOnlyList<KeyValuePair<string, Tensor>>> change, bool oldSpelling = false)
    {
        var tensors = models.Segmenter("resnet18", "running_statistics").Network.state_dict()
            .Concat(models.Classifier("resnet18").Network.state_dict())
            .Select(entry => new KeyValuePair<string, Tensor>(
                oldSpelling ? entry.Key.Replace("blocks.0.0.", "blocks.0.") : entry.Key, entry.Value)).ToArray();
        Write([.. change(tensors).Select(entry => (entry.Key, entry.Value))]);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.File("w.safetensors"))));
        return _folder.OpenModel(manifest =>
        {
            manifest["backbone"] = "resnet18";
            manifest["batch_norm"] = "running_statistics";
            manifest["weights"] = new JsonObject { ["file"] = "w.safetensors", ["sha256"] = sha256 };
        });
    }

    private void Write(params (string Name, Tensor Tensor)[] tensors)
    {
        using var stream = File.Create(_folder.File("w.safetensors"));
        SafetensorsWriter.Write(stream, [.. tensors.Select(entry => new KeyValuePair<string, Tensor>(entry.Name, entry.Tensor))]);
    }

    private void WriteRaw(string header, ulong length, int dataLength)
    {
        var bytes = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        Encoding.UTF8.GetBytes(header).CopyTo(bytes, 8);
        File.WriteAllBytes(_folder.File("w.safetensors"), bytes);
    }

    private static Tensor Read(SafetensorsFile file, string name, Tensor destination)
    {
        file.Read(name, destination);
        return destination;
    }
}
