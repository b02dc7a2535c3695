using CovidGrpc.Testing;
using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Checkpoints;
using CovidGrpc.Vision.Importing;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Tests.Golden;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.Importing;

/// <summary>Files become model folders and folders become files, on ResNet-18, the smallest network.</summary>
public sealed class ModelImportTests(TestModels models) : IDisposable
{
    private const long ParametersOfResNet18 = 11_178_051;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Run_ThroughBothFormatsAndBack_SameDigestAndWeights()
    {
        var generated = TestModels.ImageClassifierFolder("resnet18");
        ModelExport.Write(generated, _folder.File("a.pth"), WeightFileFormat.PyTorchZip);
        var first = Import("a.pth", "first");
        ModelExport.Write(first, _folder.File("b.safetensors"), WeightFileFormat.Safetensors);
        ModelExport.Write(first, _folder.File("c.pth"), WeightFileFormat.PyTorchZip);

        var (second, third) = (Import("b.safetensors", "second"), Import("c.pth", "third"));

        Assert.Equal([first.Identity.Digest, first.Identity.Digest], [second.Identity.Digest, third.Identity.Digest]);
        Assert.Equal(File.ReadAllBytes(_folder.File("first/weights.safetensors")), File.ReadAllBytes(_folder.File("b.safetensors")));
        Assert.Equal(File.ReadAllBytes(_folder.File("a.pth")), File.ReadAllBytes(_folder.File("c.pth")));
        Assert.Equal(("a", "1.0.0", true), (first.Identity.Name, first.Identity.Version, first.Manifest.Trained));
        using var network = ImageClassifier.Load(first, Placement.Cpu);
        Assert.Equal(GoldenWeights.Digest(models.ImageClassifier("resnet18").Network.state_dict()), GoldenWeights.Digest(network.Network.state_dict()));
        Assert.Empty(ModelVerification.Of(_folder.File("first"), TestContext.Current.CancellationToken).Problems);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_OneShotExported_SameWeightsInEitherSpelling(bool authorsNames)
    {
        var generated = TestModels.Folder("resnet18", "batch_statistics");
        ModelExport.Write(generated, _folder.File("w.pth"), WeightFileFormat.PyTorchZip, authorsNames);

        var imported = Import("w.pth", "model");

        using (var file = Checkpoint.Open(_folder.File("w.pth")))
            Assert.Contains(((PickleDict)file.Root!).Entries, entry => (string)entry.Key! == $"backbone.fpn.inner_blocks.0.{(authorsNames ? "" : "0.")}weight");
        using var segmenter = OneShotSegmenter.Load(imported, Placement.Cpu);
        Assert.Equal(
            GoldenWeights.Digest(models.Segmenter("resnet18", "batch_statistics").Network.state_dict()), GoldenWeights.Digest(segmenter.Network.state_dict()));
        Assert.Equal(generated.Manifest.Detection!.Rpn, imported.Manifest.Detection!.Rpn);
        Assert.Equal(generated.Manifest.Detection.Findings, imported.Manifest.Detection.Findings);
    }

    [Fact]
    public void Run_Float16_HalvesAndIsReadBack()
    {
        WriteResNet18("w.safetensors");

        var model = Import("w.safetensors", "model", new() { HalfPrecision = true });

        Assert.InRange(new FileInfo(_folder.File("model/weights.safetensors")).Length, 2 * ParametersOfResNet18, 2 * ParametersOfResNet18 + 200_000);
        using var network = ImageClassifier.Load(model, Placement.Cpu);
        Close.To(
            models.ImageClassifier("resnet18").Network.state_dict()["fc.weight"].Values(), network.Network.state_dict()["fc.weight"].Values(), 1e-3, "fc.weight");
        ModelExport.Write(model, _folder.File("half.pth"), WeightFileFormat.PyTorchZip);
        using var file = WeightFile.Open(_folder.File("half.pth"));
        Assert.Equal("float16", file.Tensors["fc.weight"].Dtype);
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    public void Run_OtherTypes_BecomeFloat32(ScalarType type)
    {
        WriteResNet18("w.safetensors", tensors => tensors["fc.weight"] = tensors["fc.weight"].to(type));

        using var network = ImageClassifier.Load(Import("w.safetensors", "model"), Placement.Cpu);

        using var file = WeightFile.Open(_folder.File("model/weights.safetensors"));
        Assert.Equal("float32", file.Tensors["fc.weight"].Dtype);
        Close.To(
            models.ImageClassifier("resnet18").Network.state_dict()["fc.weight"].Values(), network.Network.state_dict()["fc.weight"].Values(), 4e-3, "fc.weight");
    }

    [Fact]
    public void Run_OtherTensors_AllAreNamedAndNothingIsLeft()
    {
        WriteResNet18("w.safetensors", tensors =>
        {
            tensors.Remove("bn1.weight");
            tensors["layer1.0.bn1.bias"] = zeros(3);
            tensors["surplus"] = zeros(1);
            tensors["fc.bias"] = zeros([3], ScalarType.Int64);
        });

        var failure = Assert.Throws<ModelImportException>(() => Import("w.safetensors", "model"));

        Assert.Equal(
            [
                "tensor bn1.weight is missing", "tensor fc.bias is of type int64", "tensor layer1.0.bn1.bias has shape [3], not [64]", "tensor surplus is not known",
            ],
            failure.Errors.Order());
        AssertNothingBut("w.safetensors");
    }

    [Fact]
    public void Run_NotFinite_IsNamedAndNothingIsLeft()
    {
        WriteResNet18("w.safetensors", tensors => tensors["layer4.1.bn2.bias"] = full([512], double.NaN));
        WriteResNet18("large.safetensors", tensors => tensors["layer4.1.bn2.bias"] = full([512], 1e6));

        Assert.Contains("layer4.1.bn2.bias has a value that is not finite", Assert.Throws<ModelImportException>(() => Import("w.safetensors", "model")).Message);
        var asHalf = Assert.Throws<ModelImportException>(() => Import("large.safetensors", "model", new() { HalfPrecision = true }));

        Assert.EndsWith("as float16", asHalf.Message);
        AssertNothingBut("w.safetensors", "large.safetensors");
    }

    [Fact]
    public void Run_CountersNotSaved_AreZero()
    {
        WriteResNet18("w.safetensors", tensors =>
        {
            foreach (var name in tensors.Keys.Where(name => name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)).ToArray())
                tensors.Remove(name);
        });

        using var network = ImageClassifier.Load(Import("w.safetensors", "model"), Placement.Cpu);

        Assert.Equal(0, network.Network.state_dict()["bn1.num_batches_tracked"].item<long>());
    }

    // ImageNet's checkpoints end in 1000 outputs.
    [Fact]
    public void Run_ThousandOutputs_OnlyWithANewHead()
    {
        WriteResNet18("imagenet.safetensors", tensors =>
        {
            tensors["fc.weight"] = rand(1000, 512);
            tensors["fc.bias"] = rand(1000);
        });

        var refusal = Assert.Throws<ModelImportException>(() => Import("imagenet.safetensors", "model"));
        var model = Import("imagenet.safetensors", "model", new() { NewHead = true });
        var again = Import("imagenet.safetensors", "again", new() { NewHead = true });

        Assert.Contains("the last layer has 1000 outputs", refusal.Message);
        Assert.False(model.Manifest.Trained);
        Assert.Equal(model.Identity.Digest, again.Identity.Digest);
        using var network = ImageClassifier.Load(model, Placement.Cpu);
        Assert.Equal(GoldenWeights.Digest(models.ImageClassifier("resnet18").Network.state_dict()), GoldenWeights.Digest(network.Network.state_dict()));
    }

    [Fact]
    public void Run_NewHeadOfAnotherArchitecture_Refused()
    {
        ModelExport.Write(TestModels.Folder("resnet18"), _folder.File("w.pth"), WeightFileFormat.PyTorchZip);

        Assert.Contains("one_shot_lstm_attention", Assert.Throws<ModelImportException>(() => Import("w.pth", "model", new() { NewHead = true })).Message);
    }

    [Fact]
    public void Run_Options_AreInTheManifest()
    {
        WriteResNet18("My Weights (2).safetensors");

        var plain = Import("My Weights (2).safetensors", "plain");
        var model = Import("My Weights (2).safetensors", "model", new()
        {
            Name = "own",
            Version = "2.1.0",
            BatchNorm = BatchNormMode.BatchStatistics,
            Normalisation = Normalisation.ImageNet,
            Trained = false,
        });

        Assert.Equal("my-weights-2", plain.Identity.Name);
        Assert.Equal(("own", "2.1.0"), (model.Identity.Name, model.Identity.Version));
        Assert.Equal((BatchNormMode.BatchStatistics, Normalisation.ImageNet, false), (model.Manifest.BatchNorm, model.Manifest.Normalisation, model.Manifest.Trained));
        Assert.Contains("My Weights (2).safetensors", model.Manifest.Card.Description);
        Assert.Throws<ModelFolderException>(() => Import("My Weights (2).safetensors", "other", new() { Version = "two" }));
        Assert.Throws<ModelImportException>(() => Import("My Weights (2).safetensors", "other", new() { Backbone = Backbone.ResNet50 }));
        Assert.False(Directory.Exists(_folder.File("other")));
    }

    [Fact]
    public void Run_FolderInUse_OnlyForceAndOnlyAModel()
    {
        WriteResNet18("w.safetensors");
        Import("w.safetensors", "model");
        Directory.CreateDirectory(_folder.File("letters"));
        File.WriteAllText(_folder.File("letters/one.txt"), "dear");
        Directory.CreateDirectory(_folder.File("empty"));

        Assert.Throws<ModelImportException>(() => Import("w.safetensors", "model"));
        Assert.Throws<ModelImportException>(() => Import("w.safetensors", "letters", new() { Force = true }));
        var replaced = Import("w.safetensors", "model", new() { Force = true, Version = "3.0.0" });
        Import("w.safetensors", "empty");

        Assert.Equal("3.0.0", replaced.Identity.Version);
        Assert.Equal("dear", File.ReadAllText(_folder.File("letters/one.txt")));
        AssertNothingBut("w.safetensors", "model", "letters", "empty");
    }

    [Fact]
    public void Run_Cancelled_LeavesNothing()
    {
        WriteResNet18("w.safetensors");
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => ModelImport.Run(_folder.File("w.safetensors"), _folder.File("model"), new(), cancellation.Token));
        AssertNothingBut("w.safetensors");
    }

    [Fact]
    public void Write_ReadByPyTorch_SameTensors()
    {
        const string Program =
            """
            import sys, torch
            state = torch.load(sys.argv[1])
            print(type(state).__name__, len(state), state["conv1.weight"].dtype, state["bn1.num_batches_tracked"].item())
            print(" ".join(repr(float(v)) for v in state["fc.weight"].flatten()[:8]), float(state["layer4.1.conv2.weight"].double().sum()))
            """;
        ModelExport.Write(TestModels.ImageClassifierFolder("resnet18"), _folder.File("w.pth"), WeightFileFormat.PyTorchZip);

        var reason = PythonCheckpoint.RunProgram(Program, _folder.File("w.pth"), out var output);

        Assert.SkipWhen(reason is not null, reason ?? "");
        var lines = output.Split('\n');
        Assert.Equal("OrderedDict 122 torch.float32 0", lines[0]);
        var state = models.ImageClassifier("resnet18").Network.state_dict();
        using var scope = NewDisposeScope();
        var numbers = lines[1].Split(' ').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(state["fc.weight"].Values()[..8].Select(value => (double)value), numbers[..8]);
        Assert.Equal(state["layer4.1.conv2.weight"].to(ScalarType.Float64).sum().item<double>(), numbers[8], 1e-9);
    }

    [Fact]
    public void Write_EveryEntry_BeginsAtAMultipleOf64()
    {
        using var scope = NewDisposeScope();
        using var file = new MemoryStream();
        CheckpointWriter.Write(file, [.. new[] { "a", "long.name", "b" }.Select(name => new TensorToWrite(name, ScalarType.Float32, [5], () => full([5], 7f)))]);
        var bytes = file.ToArray();

        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(bytes));
        Assert.Equal(["archive/data.pkl", "archive/byteorder", "archive/data/0", "archive/data/1", "archive/data/2", "archive/version"], archive.Entries.Select(entry => entry.FullName));
        var pattern = Enumerable.Repeat(BitConverter.GetBytes(7f), 5).SelectMany(value => value).ToArray();
        var begins = Enumerable.Range(0, bytes.Length - pattern.Length).Where(at => bytes.AsSpan(at, pattern.Length).SequenceEqual(pattern)).ToArray();
        Assert.Equal(3, begins.Length);
        Assert.All(begins, begin => Assert.Equal(0, begin % 64));
    }

    [Fact]
    public void Verify_DamagedFolders_SaysWhatIsWrong()
    {
        WriteResNet18("w.safetensors");
        Import("w.safetensors", "model");
        var (manifest, weights) = (_folder.File("model/model.json"), _folder.File("model/weights.safetensors"));
        var (json, bytes) = (File.ReadAllText(manifest), File.ReadAllBytes(weights));

        File.WriteAllText(manifest, json.Replace("\"resnet18\"", "\"resnet34\""));
        var otherNetwork = Problems();
        File.WriteAllText(manifest, json.Replace("\"unit\"", "\"raw\""));
        var otherManifest = Problems();
        File.WriteAllText(manifest, json);
        BitConverter.GetBytes(float.PositiveInfinity).CopyTo(bytes, 8 + BitConverter.ToInt32(bytes));
        File.WriteAllBytes(weights, bytes);
        var otherWeights = Problems();
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        File.WriteAllText(manifest, System.Text.RegularExpressions.Regex.Replace(json, "[0-9a-f]{64}(?=\"\\s*\\})", sha256));
        var infinite = Problems();

        Assert.Contains("classification: tensor layer1.2.conv1.weight is missing", otherNetwork);
        Assert.StartsWith("model.json: normalisation", Assert.Single(otherManifest));
        Assert.Contains("SHA-256", Assert.Single(otherWeights));
        Assert.Equal("tensor layer1.0.conv1.weight has a value that is not finite", Assert.Single(infinite));
    }

    [Fact]
    public void Summary_AuthorsFiles_ObjectsAreNamed()
    {
        Assert.SkipUnless(GoldenFolder.SharedExists, GoldenFolder.NeedsShared);

        var summary = FileSummary.Of(Path.Combine(GoldenFolder.SharedBaselines, "checkpoints", "ckpt_legacy_used.pth"));

        Assert.Equal(WeightFileFormat.PyTorchLegacy, summary.Format);
        Assert.Equal(["models.mask_net.rpn_segmentation.AnchorGenerator"], summary.Classes);
        Assert.Contains(new RootEntry("epoch", "100"), summary.Root);
        Assert.Equal(7, summary.Tensors.Count);
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    private IReadOnlyList<string> Problems()
    {
        return ModelVerification.Of(_folder.File("model"), TestContext.Current.CancellationToken).Problems;
    }

    private ModelFolder Import(string file, string folder, ImportOptions? options = null)
    {
        return ModelImport.Run(_folder.File(file), _folder.File(folder), options ?? new(), TestContext.Current.CancellationToken);
    }

    // Hidden entries too.
    private void AssertNothingBut(params string[] names)
    {
        Assert.Equal(names.Order(), Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    private void WriteResNet18(string file, Action<Dictionary<string, Tensor>>? change = null)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var tensors = models.ImageClassifier("resnet18").Network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value);
        change?.Invoke(tensors);
        using var stream = File.Create(_folder.File(file));
        SafetensorsWriter.Write(stream, [.. tensors]);
    }
}
