using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Segmentation.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task Start_WithWrongSettings_TellsAllErrorsAtOnce()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Model:Store"] = "/no/such/folder",
            ["Model:Device"] = "abacus",
            ["Inference:Concurrency"] = "0",
            ["Batch:MostSlices"] = "0",
            ["Batch:LongestWaitMs"] = "-1",
            ["Threads:Intraop"] = "1000",
            ["Cache:Redis"] = "127.0.0.1:1",
        };

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => LoopbackHost.StartAsync(builder => builder.AddSegmentation(), app => app.MapSegmentation(), settings));

        var text = exception.ToString();
        Assert.True(exception is OptionsValidationException or AggregateException, text);
        Assert.All((string[])["Store", "Device", "Concurrency", "MostSlices", "LongestWaitMs", "Intraop", "HashKey"], name => Assert.Contains(name, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_BeforeTheModelIsWarm_IsNotServing()
    {
        using var model = new TestModel();
        using var loads = new LogGate("Loaded test");
        await using var host = await LoopbackHost.StartAsync(
            builder => builder.AddSegmentation().Logging.AddProvider(loads), app => app.MapSegmentation(), new Dictionary<string, string?> { ["Model:Store"] = model.Path });
        var health = new Grpc.Health.V1.Health.HealthClient(host.Channel);
        var question = new Grpc.Health.V1.HealthCheckRequest { Service = SegmentationService.Descriptor.FullName };

        var cold = await health.CheckAsync(question);
        var early = new SegmentationService.SegmentationServiceClient(host.Channel).SegmentAsync(TestSlice.Request(seed: 1));

        Assert.Equal(Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.NotServing, cold.Status);
        var status = await RpcAssert.FailsAsync(early, StatusCode.Unavailable, "MODEL_NOT_READY");
        Assert.True(status.GetDetail<Google.Rpc.RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        loads.LetThrough();
        await host.WaitUntilServingAsync(SegmentationService.Descriptor.FullName, TestContext.Current.CancellationToken);
    }
}
