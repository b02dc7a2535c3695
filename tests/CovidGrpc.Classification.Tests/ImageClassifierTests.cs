using System.Security.Cryptography;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Google.Protobuf;
using Grpc.Core;

namespace CovidGrpc.Classification.Tests;

/// <summary>A room whose default model is an image classifier, with the heads of a one-shot model beside it.</summary>
public sealed class ImageClassifierTests : IAsyncLifetime
{
    private readonly DirectoryInfo _store = Directory.CreateTempSubdirectory("covidgrpc-store-");
    private LoopbackHost _host = null!;
    private Model _heads = null!;

    private ClassificationService.ClassificationServiceClient Client => new(_host.Channel);

    public async ValueTask InitializeAsync()
    {
        TestModel.Write(Path.Combine(_store.FullName, "one"));
        TestModel.WriteImageClassifier(Path.Combine(_store.FullName, "two"));
        _host = await LoopbackHost.StartAsync(
            builder => builder.AddClassification(),
            app => app.MapClassification(),
            new Dictionary<string, string?> { ["Model:Store"] = _store.FullName, ["Model:Name"] = "classifier" });
        await _host.WaitUntilServingAsync(ClassificationService.Descriptor.FullName, TestContext.Current.CancellationToken);
        _heads = (await new ModelService.ModelServiceClient(_host.Channel).LoadModelAsync(new LoadModelRequest { Name = "test" })).Model;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _store.Delete(recursive: true);
    }

    [Fact]
    public async Task Classify_Slice_HasAClassByTheImageClassifier()
    {
        var reply = await Client.ClassifyAsync(new ClassifyRequest { Slice = Slice(seed: 1) });

        Assert.Equal(("image_classifier", "classifier"), (reply.Model.Architecture, reply.Model.Identity.Name));
        Assert.Equal(1, reply.Classification.Probabilities.Sum(), 4);
        Assert.Equal((DiagnosisClass)(1 + reply.Classification.Logits.IndexOf(reply.Classification.Logits.Max())), reply.Classification.DiagnosisClass);
        Assert.Empty(reply.AttentionPos);
        Assert.Equal(reply, await Client.ClassifyAsync(new ClassifyRequest { Slice = Slice(seed: 1) }));
        Assert.NotEqual(reply.Classification, (await Client.ClassifyAsync(new ClassifyRequest { Slice = Slice(seed: 2) })).Classification);
    }

    [Fact]
    public async Task Classify_SequenceOfTheHeadsBeside_IsTheirs()
    {
        var reply = await Client.ClassifyAsync(new ClassifyRequest { Sequence = Sequence(_heads.Identity.Digest) });

        Assert.Equal("test", reply.Model.Identity.Name);
        Assert.Equal(16, reply.AttentionPos.Count);
    }

    [Fact]
    public async Task Classify_SequenceOfAnUnknownModel_IsToldWhatIsRead()
    {
        var request = new ClassifyRequest { Sequence = Sequence(new string('0', 64)) };
        await RpcAssert.FailsAsync(Client.ClassifyAsync(request), StatusCode.FailedPrecondition, "MODEL_READS_SLICES");

        request.ModelName = "test";
        await RpcAssert.FailsAsync(Client.ClassifyAsync(request), StatusCode.FailedPrecondition, "MODEL_DIGEST_MISMATCH");
    }

    [Fact]
    public async Task Classify_SliceByAOneShotHead_IsToldWhatIsRead()
    {
        await RpcAssert.FailsAsync(
            Client.ClassifyAsync(new ClassifyRequest { Slice = Slice(seed: 1), ModelName = "test" }), StatusCode.FailedPrecondition, "MODEL_READS_SEQUENCES");
    }

    [Fact]
    public async Task Classify_SliceByAnotherDigest_IsRefused()
    {
        await RpcAssert.FailsAsync(
            Client.ClassifyAsync(new ClassifyRequest { Slice = Slice(seed: 1), ModelDigest = new string('0', 64) }), StatusCode.FailedPrecondition, "MODEL_DIGEST_MISMATCH");
    }

    private static RoiSequence Sequence(string digest) =>
        new() { Model = new ModelIdentity { Digest = digest }, DistinctRois = 16, Values = { Enumerable.Range(0, 16 * 256).Select(i => MathF.Sin(i)) } };

    private static Slice Slice(int seed)
    {
        var pixels = new byte[512 * 512];
        new Random(seed).NextBytes(pixels);
        return new Slice
        {
            Pixels = ByteString.CopyFrom(pixels),
            Digest = ByteString.CopyFrom(SHA256.HashData(pixels)),
            Geometry = new SliceGeometry { SourceRows = 512, SourceColumns = 512 },
        };
    }
}
