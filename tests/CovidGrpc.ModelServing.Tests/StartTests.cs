using CovidGrpc.Contracts.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CovidGrpc.ModelServing.Tests;

/// <summary>How a room comes up with its default model.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Start_ModelFolder_IsServedUnderItsIdentity()
    {
        await using var room = await ClassificationRoom.StartAsync();
        await room.WaitUntilServingAsync();

        using var lease = room.Registry.Lease();
        var cited = lease.Contract;

        Assert.Equal(lease.Identity.Digest, cited.Identity.Digest);
        Assert.Equal(("test", "1.0.0", "one_shot_lstm_attention", "resnet18"), (cited.Identity.Name, cited.Identity.Version, cited.Architecture, cited.Backbone));
        Assert.Equal(
            (BatchNormMode.BatchStatistics, Precision.Float32, false, false), (cited.BatchNormMode, cited.Precision, cited.Trained, cited.Calibrated));
        Assert.NotSame(cited, lease.Contract);
    }

    [Fact]
    public async Task Lease_BeforeTheModelIsWarm_IsNotReady()
    {
        using var release = new ManualResetEventSlim();
        await using var room = await ClassificationRoom.StartAsync(onLoad: _ => release.Wait(TimeSpan.FromSeconds(30)));

        Assert.Throws<ModelNotReadyException>(() => room.Registry.Lease());
        release.Set();
        await room.WaitUntilServingAsync();
        using var lease = room.Registry.Lease();
        Assert.Equal("test", lease.Identity.Name);
    }

    [Fact]
    public async Task Start_BrokenModel_StopsTheHostAndLogsEveryCause()
    {
        using var release = new ManualResetEventSlim();
        await using var room = await ClassificationRoom.StartAsync(
            new() { ["Model:Name"] = "broken" }, _ => release.Wait(TimeSpan.FromSeconds(30)));

        var stopped = new TaskCompletionSource();
        room.Host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => stopped.TrySetResult());
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Contains(room.Host.Log.Lines, line => line.Contains("holds no model broken", StringComparison.Ordinal));
        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0;
    }

    [Theory]
    [InlineData("Model:Device", "gpu")]
    [InlineData("Model:Device", "cuda:99")]
    [InlineData("Model:SignedBy", "/nowhere/signers.pem")]
    [InlineData("Model:Precision", "float8")]
    [InlineData("Model:Placements:test:Precision", "float8")]
    [InlineData("Model:MemoryLimitMiB", "-1")]
    public async Task Start_SettingOutOfRange_IsRefused(string key, string value)
    {
        await Assert.ThrowsAsync<OptionsValidationException>(() => ClassificationRoom.StartAsync(new() { [key] = value }));
    }
}
