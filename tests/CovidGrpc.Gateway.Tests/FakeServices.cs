using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Serving;
using CovidGrpc.Testing;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CovidGrpc.Gateway.Tests;

/// <summary>The three services that the gateway composes, real on the wire, with answers that a test chooses.</summary>
internal sealed class FakeServices
{
    public Func<PreprocessRequest, ServerCallContext, Task<PreprocessResponse>> Preprocess { get; set; } = (_, _) => Task.FromResult(new PreprocessResponse
    {
        Slice = new Slice { Pixels = ByteString.CopyFrom(new byte[4]), Geometry = new SliceGeometry { SourceRows = 2, SourceColumns = 2 }, Window = new Window { Center = -600, Width = 1500 } },
        Warnings = { new Warning { Code = "IMAGE", Message = "from preprocessing" } },
    });

    public Func<SegmentRequest, ServerCallContext, Task<SegmentResponse>> Segment { get; set; } = (_, _) => Task.FromResult(Segmented());

    public Func<ClassifyRequest, ServerCallContext, Task<ClassifyResponse>> Classify { get; set; } = (_, _) => Task.FromResult(new ClassifyResponse
    {
        Classification = new Classification { DiagnosisClass = DiagnosisClass.Covid19, Logits = { 0, 1, 2 }, Probabilities = { 0.1f, 0.2f, 0.7f } },
        AttentionPos = { 0.25f, 0.75f },
        AttentionNeg = { 0.5f, 0.5f },
        Model = Segmented().Model,
    });

    /// <summary>The models of both rooms, which here are one.</summary>
    public Func<ListModelsResponse> ListModels { get; set; } = () => throw new RpcException(new Status(StatusCode.Unimplemented, ""));

    /// <summary>The slices of a scan, once its files have come.</summary>
    public Func<int, ServerCallContext, IAsyncEnumerable<PreprocessScanResponse>> PreprocessScan { get; set; } = (_, _) => throw Refusal("NO_SCAN");

    /// <summary>The verdict on a scan's slices.</summary>
    public Func<IReadOnlyList<ClassifyScanRequest>, ClassifyScanResponse> ClassifyScan { get; set; } = slices => new ClassifyScanResponse
    {
        Classification = slices[0].Classification,
        DecidingSlices = { slices[^1].Index },
    };

    public static SegmentResponse Segmented() => new()
    {
        Model = new Model { Identity = new ModelIdentity { Name = "test", Digest = "d" }, Trained = true },
        Findings = { new Finding { Tissue = Tissue.Consolidation, Score = 0.9f } },
        Sequence = new RoiSequence { Values = { 1, 2 }, Rois = { new Roi { Tissue = Tissue.Lung }, new Roi { Tissue = Tissue.Consolidation } }, Model = new ModelIdentity { Digest = "d" } },
        Cache = CacheOutcome.Hit,
        Warnings = { new Warning { Code = "SEGMENT", Message = "from segmentation" } },
    };

    /// <summary>What a room says that cannot use a request with what it has loaded.</summary>
    public static RpcException Refusal(string reason) => Fault.Precondition("model", reason, "refused").ToRpcException();

    /// <summary>Starts one host with all three.</summary>
    public Task<LoopbackHost> StartAsync(int port = 0) => LoopbackHost.StartAsync(
        builder =>
        {
            var readiness = new Readiness();
            readiness.MarkReady();
            builder.Services.AddSingleton(this).AddSingleton(readiness);
            builder.Services.AddServing<Readiness>(PreprocessingService.Descriptor.FullName);
            builder.Services.AddServing<Readiness>(SegmentationService.Descriptor.FullName);
            builder.Services.AddServing<Readiness>(ClassificationService.Descriptor.FullName);
            builder.Services.AddFault<InvalidDataException>(_ => Fault.InvalidField("image", "BROKEN", "The image is broken."));
        },
        app =>
        {
            app.MapGrpcService<PreprocessingEndpoint>();
            app.MapGrpcService<SegmentationEndpoint>();
            app.MapGrpcService<ClassificationEndpoint>();
            app.MapGrpcService<ModelEndpoint>();
        },
        port: port);

    private sealed class PreprocessingEndpoint(FakeServices fake) : PreprocessingService.PreprocessingServiceBase
    {
        public override Task<PreprocessResponse> Preprocess(PreprocessRequest request, ServerCallContext context) => fake.Preprocess(request, context);

        public override async Task PreprocessScan(
            IAsyncStreamReader<PreprocessScanRequest> requestStream, IServerStreamWriter<PreprocessScanResponse> responseStream, ServerCallContext context)
        {
            var files = 0;
            await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            {
                files += request.Chunk is { Last: true } ? 1 : 0;
            }

            await foreach (var slice in fake.PreprocessScan(files, context))
            {
                await responseStream.WriteAsync(slice, context.CancellationToken);
            }
        }
    }

    private sealed class SegmentationEndpoint(FakeServices fake) : SegmentationService.SegmentationServiceBase
    {
        public override Task<SegmentResponse> Segment(SegmentRequest request, ServerCallContext context) => fake.Segment(request, context);
    }

    private sealed class ClassificationEndpoint(FakeServices fake) : ClassificationService.ClassificationServiceBase
    {
        public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context) => fake.Classify(request, context);

        public override async Task<ClassifyScanResponse> ClassifyScan(IAsyncStreamReader<ClassifyScanRequest> requestStream, ServerCallContext context) =>
            fake.ClassifyScan(await requestStream.ReadAllAsync(context.CancellationToken).ToListAsync(context.CancellationToken));
    }

    private sealed class ModelEndpoint(FakeServices fake) : ModelService.ModelServiceBase
    {
        public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) => Task.FromResult(fake.ListModels());
    }
}
