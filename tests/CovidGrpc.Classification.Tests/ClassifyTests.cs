using CovidGrpc.Contracts;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;

namespace CovidGrpc.Classification.Tests;

/// <summary>The real host with real heads on loopback.</summary>
public sealed class ClassifyTests : IAsyncLifetime
{
    private readonly TestModel _model = new();
    private LoopbackHost? _host;
    private string _digest = "";

    private ClassificationService.ClassificationServiceClient Client => new(_host!.Channel);

    public async ValueTask InitializeAsync()
    {
        _host = await LoopbackHost.StartAsync(
            builder => builder.AddClassification(), app => app.MapClassification(), new Dictionary<string, string?> { ["Model:Store"] = _model.Path });
        await _host.WaitUntilServingAsync(ClassificationService.Descriptor.FullName, CancellationToken.None);
        _digest = Vision.Models.ModelFolder.Open(_model.Path).Identity.Digest;
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        _model.Dispose();
    }

    [Fact]
    public async Task Classify_Sequence_HasAClassThatFollowsFromItsLogits()
    {
        var reply = await Client.ClassifyAsync(Request());

        var logits = reply.Classification.Logits;
        Assert.Equal(3, logits.Count);
        Assert.Equal((DiagnosisClass)(1 + logits.IndexOf(logits.Max())), reply.Classification.DiagnosisClass);
        var sum = logits.Sum(logit => Math.Exp(logit));
        Assert.All(logits.Zip(reply.Classification.Probabilities), pair => Assert.Equal(Math.Exp(pair.First) / sum, pair.Second, 5));
        Assert.Equal(16, reply.AttentionPos.Count);
        Assert.Equal(1, reply.AttentionPos.Sum(), 4);
        Assert.Equal(1, reply.AttentionNeg.Sum(), 4);
        Assert.Equal(_digest, reply.Model.Identity.Digest);
    }

    [Fact]
    public async Task Classify_SequenceOfAnotherDigest_IsRefused()
    {
        using var other = new TestModel("running_statistics");
        var request = Request();
        request.Sequence.Model.Digest = Vision.Models.ModelFolder.Open(other.Path).Identity.Digest;

        var status = await RpcAssert.FailsAsync(Client.ClassifyAsync(request), StatusCode.FailedPrecondition, "MODEL_DIGEST_MISMATCH");

        Assert.Equal("sequence.model.digest", Assert.Single(status.GetDetail<PreconditionFailure>().Violations).Subject);
    }

    [Fact]
    public async Task Classify_SequenceWithoutModel_IsRefused()
    {
        var request = Request();
        request.Sequence.Model = null;

        await RpcAssert.FailsAsync(Client.ClassifyAsync(request), StatusCode.FailedPrecondition, "MODEL_DIGEST_MISMATCH");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public async Task Classify_ValueThatIsNoNumber_IsInvalid(float value)
    {
        var request = Request();
        request.Sequence.Values[77] = value;

        await RpcAssert.FailsAsync(Client.ClassifyAsync(request), StatusCode.InvalidArgument, "SEQUENCE_VALUES");
    }

    [Fact]
    public async Task Classify_NothingOrTooFew_IsRefusedWithTheReason()
    {
        await RpcAssert.FailsAsync(Client.ClassifyAsync(new ClassifyRequest()), StatusCode.InvalidArgument, "INPUT_MISSING");
        await RpcAssert.FailsAsync(Client.ClassifyAsync(new ClassifyRequest { Slice = new Slice() }), StatusCode.InvalidArgument, "SLICE_SIZE");
        var request = Request();
        request.Sequence.Values.RemoveAt(0);
        await RpcAssert.FailsAsync(Client.ClassifyAsync(request), StatusCode.InvalidArgument, "SEQUENCE_VALUES");
    }

    [Fact]
    public async Task Classify_BytesThatAreNoMessage_AreInvalidWithDetails()
    {
        var method = new Method<byte[], byte[]>(
            MethodType.Unary, ClassificationService.Descriptor.FullName, "Classify", Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes), Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes));

        var exception = await Assert.ThrowsAsync<RpcException>(() =>
            _host!.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, [0xFF, 0xFF, 0xFF, 0xFF]).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        Assert.Equal("MESSAGE_UNREADABLE", exception.GetRpcStatus()?.GetDetail<ErrorInfo>().Reason);
    }

    [Fact]
    public async Task ClassifyScan_Slices_HasAVerdictOfTheNamedModel()
    {
        var reply = await ClassifyScanAsync(Vote(0, 100, 0.1f, 0.1f, 0.8f, _digest), Vote(1, 100, 0.2f, 0.2f, 0.6f), new ClassifyScanRequest { Index = 2, LungAreaMm2 = 100 });

        Assert.Equal(DiagnosisClass.Covid19, reply.Classification.DiagnosisClass);
        Assert.Equal(1, reply.Classification.Probabilities.Sum(), 4);
        Assert.Equal([0u], reply.DecidingSlices);
        Assert.Equal(_digest, reply.Model.Identity.Digest);
        Assert.Null((await ClassifyScanAsync(new ClassifyScanRequest())).Classification);
    }

    [Fact]
    public async Task ClassifyScan_WhatCannotBe_IsRefusedWithTheReason()
    {
        Assert.Equal("SCAN_EMPTY", await RefusalAsync());
        Assert.Equal("SLICE_REPEATED", await RefusalAsync(Vote(1, 1, 0.2f, 0.2f, 0.6f), Vote(1, 1, 0.2f, 0.2f, 0.6f)));
        Assert.Equal("PROBABILITIES", await RefusalAsync(Vote(1, 1, 0.9f, 0.9f, 0.9f)));
        Assert.Equal("LUNG_AREA", await RefusalAsync(Vote(1, double.NaN, 0.2f, 0.2f, 0.6f)));
        Assert.Equal("MODEL_DIGEST_MISMATCH", await RefusalAsync(Vote(1, 1, 0.2f, 0.2f, 0.6f, new string('0', 64))));
    }

    [Fact]
    public async Task Health_OfContractAndProcess_IsServing()
    {
        var health = new Health.HealthClient(_host!.Channel);
        foreach (var service in (string[])["", ClassificationService.Descriptor.FullName])
        {
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest { Service = service })).Status);
        }
    }

    private static ClassifyScanRequest Vote(uint index, double area, float control, float pneumonia, float covid, string digest = "") =>
        new() { Index = index, LungAreaMm2 = area, Classification = new Contracts.V1.Classification { Probabilities = { control, pneumonia, covid } }, ModelDigest = digest };

    private async Task<ClassifyScanResponse> ClassifyScanAsync(params ClassifyScanRequest[] slices)
    {
        using var call = Client.ClassifyScan();
        await call.RequestStream.TryWriteAllAsync(slices);
        return await call.ResponseAsync.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private async Task<string?> RefusalAsync(params ClassifyScanRequest[] slices) =>
        (await Assert.ThrowsAsync<RpcException>(() => ClassifyScanAsync(slices))).GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;

    private ClassifyRequest Request()
    {
        var random = new Random(1);
        var request = new ClassifyRequest { Sequence = new RoiSequence { Model = new ModelIdentity { Digest = _digest }, DistinctRois = 16 } };
        request.Sequence.Values.AddRange(Enumerable.Range(0, 16 * 256).Select(_ => (random.NextSingle() * 2) - 1));
        return request;
    }
}
