using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Grpc.Core;

namespace CovidGrpc.ModelServing.Tests;

/// <summary><c>covid.v1.ModelService</c> of a real room.</summary>
public sealed class ModelServiceTests : IAsyncLifetime
{
    private ClassificationRoom _room = null!;

    public async ValueTask InitializeAsync()
    {
        _room = await ClassificationRoom.StartAsync();
        await _room.WaitUntilServingAsync();
        _room.Add("two", manifest =>
        {
            manifest["version"] = "2.0.0";
            manifest["classification"]!["temperature"] = 2;
        });
    }

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task LoadModel_NewestVersion_IsSwappedInAndTheOldStaysBesideIt()
    {
        using var old = _room.Registry.Lease();

        var loaded = await _room.Client.LoadModelAsync(new LoadModelRequest { Name = "test" });

        Assert.Equal("2.0.0", loaded.Model.Identity.Version);
        using var now = _room.Registry.Lease();
        Assert.Equal("2.0.0", now.Identity.Version);
        using var exactly = _room.Registry.LeaseExactly("", old.Identity.Digest);
        Assert.Same(old.Network, exactly!.Network);
        var listed = (await _room.Client.ListModelsAsync(new ListModelsRequest())).Models;
        Assert.Equal([("1.0.0", false), ("2.0.0", true)], listed.Select(model => (model.Model.Identity.Version, model.InUse)));
        Assert.All(listed, model => Assert.True(model is { Room: "classification", DefaultModel: true, Device: "cpu", MemoryBytes: > 4_000_000 }, model.ToString()));
    }

    [Fact]
    public async Task LoadModel_Standby_LeavesTheOldInUse()
    {
        await _room.Client.LoadModelAsync(new LoadModelRequest { Name = "test", Version = "2.0.0", Standby = true });

        using var lease = _room.Registry.Lease();
        Assert.Equal("1.0.0", lease.Identity.Version);
    }

    [Fact]
    public async Task UnloadModel_WithACallUnderWay_AnswersWhenTheCallHasEnded()
    {
        var old = _room.Registry.Lease();
        await _room.Client.LoadModelAsync(new LoadModelRequest { Name = "test" });

        var unload = _room.Client.UnloadModelAsync(new UnloadModelRequest { Name = "test", Version = "1.0.0" }).ResponseAsync;
        await UntilAsync(() =>
        {
            using var lease = _room.Registry.LeaseExactly("", old.Identity.Digest);
            return lease is null;
        });

        Assert.False(unload.IsCompleted);
        old.Network.WarmUp();
        old.Dispose();
        await unload.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Throws<ModelNotLoadedException>(old.Share);
    }

    [Fact]
    public async Task UnloadModel_VersionInUseOfTheDefaultModel_IsRefused()
    {
        await RpcAssert.FailsAsync(
            _room.Client.UnloadModelAsync(new UnloadModelRequest { Name = "test", Version = "1.0.0" }), StatusCode.FailedPrecondition, "MODEL_IN_USE");
    }

    [Fact]
    public async Task UnloadModel_NotLoaded_NotFound()
    {
        await RpcAssert.FailsAsync(
            _room.Client.UnloadModelAsync(new UnloadModelRequest { Name = "test", Version = "3.0.0" }), StatusCode.NotFound, "MODEL_NOT_LOADED");
    }

    [Theory]
    [InlineData("other", "", "MODEL_NOT_IN_STORE")]
    [InlineData("test", "3.0.0", "MODEL_NOT_IN_STORE")]
    [InlineData("../one", "", "MODEL_NOT_IN_STORE")]
    public async Task LoadModel_NotInStore_NotFound(string name, string version, string reason)
    {
        await RpcAssert.FailsAsync(_room.Client.LoadModelAsync(new LoadModelRequest { Name = name, Version = version }), StatusCode.NotFound, reason);
    }

    [Fact]
    public async Task LoadModel_NoName_IsInvalid()
    {
        await RpcAssert.FailsAsync(_room.Client.LoadModelAsync(new LoadModelRequest()), StatusCode.InvalidArgument, "MODEL_NAME_MISSING");
    }

    [Fact]
    public async Task LoadModel_WeightsMissing_OldStaysAndTheCauseIsTold()
    {
        _room.Add("three", manifest =>
        {
            manifest["version"] = "3.0.0";
            manifest["weights"] = new System.Text.Json.Nodes.JsonObject { ["file"] = "weights.safetensors", ["sha256"] = new string('0', 64) };
        });

        var status = await RpcAssert.FailsAsync(_room.Client.LoadModelAsync(new LoadModelRequest { Name = "test" }), StatusCode.FailedPrecondition, "MODEL_UNUSABLE");

        Assert.Equal("The model cannot be used: weights.safetensors: it cannot be read.", status.Message);
        using var lease = _room.Registry.Lease();
        Assert.Equal("1.0.0", lease.Identity.Version);
    }

    [Fact]
    public async Task LoadModel_OfAnotherRoom_IsRefused()
    {
        _room.Add("finder", manifest =>
        {
            manifest["name"] = "finder";
            manifest["architecture"] = "mask_rcnn";
            manifest.AsObject().Remove("classification");
        });

        await RpcAssert.FailsAsync(_room.Client.LoadModelAsync(new LoadModelRequest { Name = "finder" }), StatusCode.FailedPrecondition, "MODEL_NOT_FOR_ROOM");
    }

    [Fact]
    public async Task LoadModel_OtherSettingsUnderTheSameVersion_ReplacesIt()
    {
        using var before = _room.Registry.Lease();
        _room.Add("one", manifest => manifest["classification"]!["temperature"] = 3);

        await _room.Client.LoadModelAsync(new LoadModelRequest { Name = "test", Version = "1.0.0" });

        using var after = _room.Registry.Lease();
        Assert.NotEqual(before.Identity.Digest, after.Identity.Digest);
        Assert.Single((await _room.Client.ListModelsAsync(new ListModelsRequest())).Models);
    }

    [Fact]
    public async Task GetModel_Loaded_HasItsCard()
    {
        var reply = await _room.Client.GetModelAsync(new GetModelRequest { Name = "test" });

        Assert.Equal("1.0.0", reply.Model.Identity.Version);
        foreach (var part in (string[])["# test 1.0.0", "## Intended use", "## Data", "## Metrics", "## Limits", "## Licence", "no medical device", reply.Model.Identity.Digest])
        {
            Assert.Contains(part, reply.Card, StringComparison.Ordinal);
        }

        await RpcAssert.FailsAsync(_room.Client.GetModelAsync(new GetModelRequest { Name = "test", Version = "2.0.0" }), StatusCode.NotFound, "MODEL_NOT_LOADED");
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
