using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Microsoft.AspNetCore.Builder;

namespace CovidGrpc.Gateway.Tests;

/// <summary>The real gateway on loopback before services whose answers the test chooses.</summary>
public sealed class DiagnoseTests : IAsyncLifetime
{
    private readonly FakeServices _fake = new();
    private LoopbackHost _services = null!;
    private LoopbackHost _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static DiagnoseRequest Request => new() { Image = ByteString.CopyFromUtf8("image") };

    private DiagnosisService.DiagnosisServiceClient Client => new(_gateway.Channel);

    public async ValueTask InitializeAsync()
    {
        _services = await _fake.StartAsync();
        _gateway = await StartGatewayAsync(_services.GrpcAddress);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Diagnose_Image_ComposesAllThreeAnswers()
    {
        var reply = await Client.DiagnoseAsync(Request);

        Assert.Equal(DiagnosisClass.Covid19, reply.Classification.DiagnosisClass);
        Assert.Equal(Tissue.Consolidation, Assert.Single(reply.Findings).Tissue);
        Assert.Equal([(Tissue.Lung, 0.25f, 0.5f), (Tissue.Consolidation, 0.75f, 0.5f)], reply.Evidence.Select(e => (e.Roi.Tissue, e.AttentionPos, e.AttentionNeg)));
        Assert.Equal(["IMAGE", "SEGMENT"], reply.Warnings.Select(warning => warning.Code));
        Assert.Equal(["preprocess", "segment", "classify", "total"], reply.Timings.Select(timing => timing.Stage));
        Assert.Equal(CacheOutcome.Hit, reply.Cache);
        Assert.Equal(-600, reply.Window.Center);
        Assert.Contains("no medical device", reply.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagnose_UntrainedModel_SaysThatTheAnswerMeansNothing()
    {
        _fake.Segment = (_, _) =>
        {
            var response = FakeServices.Segmented();
            response.Model.Trained = false;
            return Task.FromResult(response);
        };

        var warning = (await Client.DiagnoseAsync(Request)).Warnings[0];

        Assert.Equal("MODEL_UNTRAINED", warning.Code);
        Assert.Contains("untrained", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagnose_NoRegionSurvives_IsAnAnswerWithoutAClass()
    {
        _fake.Segment = (_, _) =>
        {
            var response = FakeServices.Segmented();
            response.Sequence = null;
            response.Warnings.Add(new Warning { Code = "NO_REGIONS", Message = "nothing to judge by" });
            return Task.FromResult(response);
        };
        _fake.Classify = (_, _) => throw FakeServices.Refusal("MODEL_READS_SEQUENCES");

        var reply = await Client.DiagnoseAsync(Request);

        Assert.Null(reply.Classification);
        Assert.Empty(reply.Evidence);
        Assert.Single(reply.Findings);
    }

    [Fact]
    public async Task Diagnose_ImageClassifier_GetsTheSliceAndIsCited()
    {
        var inputs = new List<ClassifyRequest.InputOneofCase>();
        UseImageClassifier(inputs);

        var first = await Client.DiagnoseAsync(Request);
        var second = await Client.DiagnoseAsync(Request);

        // Asked once with what it does not read, never again.
        Assert.Equal([ClassifyRequest.InputOneofCase.Sequence, ClassifyRequest.InputOneofCase.Slice, ClassifyRequest.InputOneofCase.Slice], inputs);
        Assert.Equal(("d", "image"), (first.Model.Identity.Digest, second.ClassificationModel.Identity.Digest));
        Assert.Single(second.Findings);
        Assert.Empty(second.Evidence);
    }

    [Fact]
    public async Task Diagnose_ClassAloneByAnImageClassifier_SkipsTheSegmentation()
    {
        UseImageClassifier([]);
        await Client.DiagnoseAsync(Request);
        _fake.Segment = (_, _) => throw new InvalidOperationException("nothing to segment");
        var request = Request;
        request.Options = new DiagnosisOptions { ClassificationOnly = true };

        var reply = await Client.DiagnoseAsync(request);

        Assert.Null(reply.Model);
        Assert.Equal("image", reply.ClassificationModel.Identity.Digest);
    }

    [Fact]
    public async Task Diagnose_FindingsWithoutSequenceAndAOneShotHead_AreToldNotToFit()
    {
        _fake.Segment = (_, _) =>
        {
            var response = FakeServices.Segmented();
            response.Sequence = null;
            return Task.FromResult(response);
        };
        _fake.Classify = (_, _) => throw FakeServices.Refusal("MODEL_READS_SEQUENCES");

        await RpcAssert.FailsAsync(Client.DiagnoseAsync(Request), StatusCode.FailedPrecondition, "MODELS_DO_NOT_FIT");
    }

    [Fact]
    public async Task Diagnose_ModelSwappedBetweenTheCalls_IsAskedAgainOnce()
    {
        var segmented = 0;
        var (find, classify) = (_fake.Segment, _fake.Classify);
        _fake.Segment = (request, context) => ++segmented > 0 ? find(request, context) : throw new InvalidOperationException();
        _fake.Classify = (request, context) => segmented == 1 ? throw FakeServices.Refusal("MODEL_DIGEST_MISMATCH") : classify(request, context);

        var reply = await Client.DiagnoseAsync(Request);

        Assert.Equal((2, DiagnosisClass.Covid19), (segmented, reply.Classification.DiagnosisClass));
    }

    [Fact]
    public async Task Diagnose_PinnedDigestThatWasSwapped_IsRefused()
    {
        _fake.Classify = (_, _) => throw FakeServices.Refusal("MODEL_DIGEST_MISMATCH");
        var request = Request;
        request.Options = new DiagnosisOptions { ModelDigest = "d" };

        await RpcAssert.FailsAsync(Client.DiagnoseAsync(request), StatusCode.FailedPrecondition, "MODEL_DIGEST_MISMATCH");
    }

    [Fact]
    public async Task Diagnose_Options_ReachTheServices()
    {
        PreprocessRequest? preprocess = null;
        SegmentRequest? segment = null;
        var (prepare, find) = (_fake.Preprocess, _fake.Segment);
        _fake.Preprocess = (request, context) => prepare(preprocess = request, context);
        _fake.Segment = (request, context) => find(segment = request, context);
        var request = Request;
        request.Options = new DiagnosisOptions { Window = new Window { Center = 1, Width = 2 }, ModelDigest = "abc", ClassificationOnly = true };

        await Client.DiagnoseAsync(request);

        Assert.Equal(request.Options.Window, preprocess!.Window);
        Assert.Equal(request.Image, preprocess.Image);
        Assert.Equal(("abc", true), (segment!.ModelDigest, segment.SequenceOnly));
    }

    [Fact]
    public async Task Diagnose_NoImage_IsInvalid() =>
        await RpcAssert.FailsAsync(Client.DiagnoseAsync(new DiagnoseRequest()), StatusCode.InvalidArgument, "IMAGE_EMPTY");

    [Fact]
    public async Task Diagnose_ServiceSaysNo_PassesItsStatusOnOnce()
    {
        var calls = 0;
        _fake.Preprocess = (_, _) =>
        {
            calls++;
            throw new InvalidDataException("PATIENT^SECRET");
        };

        var status = await RpcAssert.FailsAsync(Client.DiagnoseAsync(Request), StatusCode.InvalidArgument, "BROKEN");

        Assert.Equal("image", Assert.Single(status.GetDetail<BadRequest>().FieldViolations).Field);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Diagnose_ServiceFails_IsInternalWithoutAWordOfTheException()
    {
        _fake.Segment = (_, _) => throw new InvalidOperationException("PATIENT^SECRET");

        var status = await RpcAssert.FailsAsync(Client.DiagnoseAsync(Request), StatusCode.Internal, "INTERNAL");

        Assert.DoesNotContain("SECRET", status.ToString(), StringComparison.Ordinal);
        Assert.All(_gateway.Log.Lines.Concat(_services.Log.Lines), line => Assert.DoesNotContain("SECRET", line, StringComparison.Ordinal));
        Assert.Contains(_services.Log.Lines, line => line.Contains("InvalidOperationException", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Diagnose_ServicesStopped_IsUnavailableWithTheServiceAndRetryInfo()
    {
        await _services.DisposeAsync();

        var status = await RpcAssert.FailsAsync(Client.DiagnoseAsync(Request), StatusCode.Unavailable, "PREPROCESSING_UNAVAILABLE");

        Assert.Contains("preprocessing", status.Message, StringComparison.Ordinal);
        Assert.True(status.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
    }

    [Fact]
    public async Task Diagnose_ServiceUnavailableTwice_IsRepeatedUntilItAnswers()
    {
        var tries = 0;
        var segment = _fake.Segment;
        _fake.Segment = (request, context) => ++tries < 3 ? throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "")) : segment(request, context);

        var reply = await Client.DiagnoseAsync(Request);

        Assert.Equal(DiagnosisClass.Covid19, reply.Classification.DiagnosisClass);
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task Diagnose_SomethingElseAnswersForAService_IsInternalWithTheService()
    {
        await using var stranger = await LoopbackHost.StartAsync(_ => { }, app => app.Run(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        }));
        await using var misled = await StartGatewayAsync(stranger.GrpcAddress);

        await RpcAssert.FailsAsync(new DiagnosisService.DiagnosisServiceClient(misled.Channel).DiagnoseAsync(Request), StatusCode.Internal, "PREPROCESSING_FAILED");
    }

    [Fact]
    public async Task Diagnose_DeadlineOfTheCaller_ReachesTheService()
    {
        DateTime deadline = default;
        var segment = _fake.Segment;
        _fake.Segment = (request, context) =>
        {
            deadline = context.Deadline;
            return segment(request, context);
        };
        var started = TimeProvider.System.GetTimestamp();
        var wanted = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5);

        await Client.DiagnoseAsync(Request, deadline: wanted);

        // It travels as the time that is left, so that each way adds what it takes.
        var ways = TimeProvider.System.GetElapsedTime(started);
        var rounding = TimeSpan.FromMilliseconds(100);
        Assert.InRange(deadline, wanted - rounding, wanted + ways + rounding);
    }

    [Fact]
    public async Task Diagnose_ServiceSlowerThanConfigured_IsDeadlineExceededWithTheService()
    {
        await using var impatient = await StartGatewayAsync(_services.GrpcAddress, ("Services:segmentation:Deadline", "00:00:00.3"));
        _fake.Segment = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            throw new InvalidOperationException("not reached");
        };

        var client = new DiagnosisService.DiagnosisServiceClient(impatient.Channel);
        var status = await RpcAssert.FailsAsync(client.DiagnoseAsync(Request), StatusCode.DeadlineExceeded, "SEGMENTATION_DEADLINE_EXCEEDED");
        Assert.True(status.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
    }

    [Fact]
    public async Task Diagnose_ServiceThatNeverAnswers_IsLeftAloneAfterAWhile()
    {
        await using var impatient = await StartGatewayAsync(
            _services.GrpcAddress,
            ("Services:segmentation:Deadline", "00:00:00.5"),
            ("Services:segmentation:BreakerMinimumTries", "4"),
            ("Services:segmentation:BreakerWindow", "01:00:00"),
            ("Services:segmentation:BreakerPause", "01:00:00"));
        _fake.Segment = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            throw new InvalidOperationException("not reached");
        };
        var client = new DiagnosisService.DiagnosisServiceClient(impatient.Channel);
        for (var i = 0; i < 4; i++)
        {
            await RpcAssert.FailsAsync(client.DiagnoseAsync(Request), StatusCode.DeadlineExceeded, "SEGMENTATION_DEADLINE_EXCEEDED");
        }

        await RpcAssert.FailsAsync(client.DiagnoseAsync(Request), StatusCode.Unavailable, "SEGMENTATION_UNAVAILABLE");
    }

    [Fact]
    public async Task Diagnose_CallerGivesUp_CancelsTheService()
    {
        var started = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        _fake.Segment = async (_, context) =>
        {
            started.SetResult();
            using var registration = context.CancellationToken.Register(stopped.SetResult);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            throw new InvalidOperationException("not reached");
        };
        using var caller = new CancellationTokenSource();
        var call = Client.DiagnoseAsync(Request, cancellationToken: caller.Token).ResponseAsync;
        await started.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        await caller.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
        await stopped.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
    }

    [Fact]
    public async Task Diagnose_FiveMegabytes_IsResourceExhaustedWithDetails()
    {
        using var channel = GrpcChannel.ForAddress(_gateway.GrpcAddress, new GrpcChannelOptions { MaxSendMessageSize = null });
        var request = new DiagnoseRequest { Image = ByteString.CopyFrom(new byte[5 * 1024 * 1024]) };

        var status = await RpcAssert.FailsAsync(
            new DiagnosisService.DiagnosisServiceClient(channel).DiagnoseAsync(request), StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE");

        Assert.Contains("4194304", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unimplemented_CallOfEveryService_HasAnErrorInfo()
    {
        await RpcAssert.FailsAsync(new ModelService.ModelServiceClient(_gateway.Channel).ListModelsAsync(new ListModelsRequest()), StatusCode.Unimplemented, "RPC_NOT_IMPLEMENTED");
        using var evaluation = new EvaluationService.EvaluationServiceClient(_gateway.Channel).EvaluateClassification();
        var exception = await Assert.ThrowsAsync<RpcException>(() => evaluation.ResponseAsync);
        Assert.Equal((StatusCode.Unimplemented, "RPC_NOT_IMPLEMENTED"), (exception.StatusCode, exception.GetRpcStatus()?.GetDetail<ErrorInfo>().Reason));
    }

    [Fact]
    public async Task Json_Diagnose_AnswersAndFailsAsJson()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_gateway.HttpAddress) };

        var answer = await http.PostAsJsonAsync("/v1/images:diagnose", new { image = Convert.ToBase64String([1]) }, Cancellation);
        var refusal = await http.PostAsJsonAsync("/v1/images:diagnose", new { }, Cancellation);

        var diagnosis = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal("DIAGNOSIS_CLASS_COVID19", (string?)diagnosis["classification"]!["diagnosisClass"]);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refusal.StatusCode);
        var error = JsonNode.Parse(await refusal.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Contains(error["details"]!.AsArray(), detail => (string?)detail!["reason"] == "IMAGE_EMPTY");
    }

    [Fact]
    public async Task GrpcWeb_Diagnose_AnswersAndFailsWithDetails()
    {
        using var channel = GrpcChannel.ForAddress(
            _gateway.HttpAddress, new GrpcChannelOptions { HttpHandler = new GrpcWebHandler(GrpcWebMode.GrpcWeb, new HttpClientHandler()), HttpVersion = System.Net.HttpVersion.Version11 });
        var client = new DiagnosisService.DiagnosisServiceClient(channel);

        Assert.Equal(DiagnosisClass.Covid19, (await client.DiagnoseAsync(Request)).Classification.DiagnosisClass);
        await RpcAssert.FailsAsync(client.DiagnoseAsync(new DiagnoseRequest()), StatusCode.InvalidArgument, "IMAGE_EMPTY");
        await RpcAssert.FailsAsync(client.GetOperationAsync(new GetOperationRequest()), StatusCode.NotFound, "OPERATION_NOT_FOUND");
    }

    [Fact]
    public async Task Health_OfTheGateway_FollowsTheServicesItComposes()
    {
        await _gateway.WaitUntilServingAsync(DiagnosisService.Descriptor.FullName, Cancellation);
        await _services.DisposeAsync();

        var health = new Grpc.Health.V1.Health.HealthClient(_gateway.Channel);
        var reply = await health.CheckAsync(new Grpc.Health.V1.HealthCheckRequest { Service = DiagnosisService.Descriptor.FullName });

        Assert.Equal(Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.NotServing, reply.Status);
    }

    private static Task<LoopbackHost> StartGatewayAsync(string services, params (string Key, string Value)[] settings)
    {
        var configuration = new Dictionary<string, string?>();
        foreach (var service in (string[])[GatewayHost.Preprocessing, GatewayHost.Segmentation, GatewayHost.Classification])
        {
            configuration[$"Services:{service}:Address"] = services;
            configuration[$"Services:{service}:RetryDelay"] = "00:00:00.05";
        }

        foreach (var (key, value) in settings)
        {
            configuration[key] = value;
        }

        return LoopbackHost.StartAsync(
            builder => builder.AddGateway(),
            app => app.MapGateway(),
            configuration);
    }

    private void UseImageClassifier(List<ClassifyRequest.InputOneofCase> inputs) => _fake.Classify = (request, _) =>
    {
        inputs.Add(request.InputCase);
        return request.InputCase == ClassifyRequest.InputOneofCase.Slice
            ? Task.FromResult(new ClassifyResponse
            {
                Classification = new Classification { DiagnosisClass = DiagnosisClass.Control },
                Model = new Model { Identity = new ModelIdentity { Digest = "image" }, Trained = true },
            })
            : throw FakeServices.Refusal("MODEL_READS_SLICES");
    };
}
