using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using CovidGrpc.Vision;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CovidGrpc.ModelServing.Tests;

/// <summary>A real host that holds the heads of a real model.</summary>
public sealed class ModelLoaderTests : IDisposable
{
    private const string Contract = "covid.v1.ClassificationService";

    private readonly TestModel _model = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Start_ModelFolder_IsServedUnderItsIdentity()
    {
        await using var host = await StartAsync();
        await host.WaitUntilServingAsync(Contract, Cancellation);

        var served = host.Services.GetRequiredService<ServedModel<OneShotClassifier>>();

        Assert.Equal(served.Network.Identity.Digest, served.Contract.Identity.Digest);
        Assert.Equal(("test", "one_shot_lstm_attention", "resnet18"), (served.Contract.Identity.Name, served.Contract.Architecture, served.Contract.Backbone));
        Assert.Equal((BatchNormMode.BatchStatistics, false, false), (served.Contract.BatchNormMode, served.Contract.Trained, served.Contract.Calibrated));
        Assert.NotSame(served.Contract, served.Contract);
    }

    [Fact]
    public async Task Network_BeforeItIsWarm_IsNotReady()
    {
        using var release = new ManualResetEventSlim();
        await using var host = await StartAsync(onLoad: () => release.Wait(TimeSpan.FromSeconds(30)));
        var served = host.Services.GetRequiredService<ServedModel<OneShotClassifier>>();

        Assert.Throws<ModelNotReadyException>(() => served.Network);
        release.Set();
        await host.WaitUntilServingAsync(Contract, Cancellation);
        Assert.NotNull(served.Network.Value);
    }

    [Fact]
    public async Task Start_BrokenModel_StopsTheHostAndLogsEveryCause()
    {
        await File.WriteAllTextAsync(Path.Combine(_model.Path, "model.json"), """{"schema_version": 1, "backbone": "resnet7"}""", Cancellation);
        await using var host = await StartAsync();

        var stopped = new TaskCompletionSource();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopped.SetResult);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        var line = Assert.Single(host.Log.Lines, line => line.Contains("The model cannot be used", StringComparison.Ordinal));
        Assert.Contains("backbone must be one of", line, StringComparison.Ordinal);
        Assert.Contains("temperature", line, StringComparison.Ordinal);
        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0;
    }

    private Task<LoopbackHost> StartAsync(Action? onLoad = null) => LoopbackHost.StartAsync(
        builder => builder.AddServedModel(Contract, (folder, device) =>
        {
            onLoad?.Invoke();
            return OneShotClassifier.Load(folder, placement);
        }),
        _ => { },
        new Dictionary<string, string?> { ["Model:Path"] = _model.Path });
}
