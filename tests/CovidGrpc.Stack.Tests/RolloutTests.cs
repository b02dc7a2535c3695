using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Grpc.Core;

namespace CovidGrpc.Stack.Tests;

/// <summary>A model is changed in a running stack with two replicas of the segmentation.</summary>
public sealed class RolloutTests
{
    private static readonly Dictionary<string, double> Temperatures = new() { ["1.0.0"] = 1, ["2.0.0"] = 3 };

    [Fact]
    public async Task LoadModel_UnderLoad_NoCallFailsAndNoDiagnosisMixesTwoVersions()
    {
        await using var stack = await ReplicatedStack.StartAsync();
        stack.PublishEverywhere("2.0.0", Temperatures["2.0.0"]);
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 3).Select(caller => Task.Run(() => DiagnoseAsync(stack.Client, caller, stop.Token))).ToArray();

        var seen = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            foreach (var version in (string[])["2.0.0", "1.0.0"])
            {
                var loaded = await stack.Models.LoadModelAsync(new LoadModelRequest { Name = "test", Version = version });
                seen.Add(loaded.Model.Identity.Version);
                Assert.All(await ListAsync(stack), model => Assert.Equal(version, model.Model.Identity.Version));
            }
        }

        await stop.CancelAsync();
        var versions = (await Task.WhenAll(callers)).SelectMany(ofCaller => ofCaller).ToArray();
        Assert.Equal(["2.0.0", "1.0.0", "2.0.0", "1.0.0", "2.0.0", "1.0.0"], seen);
        Assert.Equal(["1.0.0", "2.0.0"], versions.Distinct().Order());
    }

    [Fact]
    public async Task LoadModel_OneReplicaHasNotGotIt_NothingChanges()
    {
        await using var stack = await ReplicatedStack.StartAsync();
        stack.Publish("2.0.0", Temperatures["2.0.0"], "segmentation-1", "classification");
        var before = await ListAsync(stack);

        var status = await RpcAssert.FailsAsync(stack.Models.LoadModelAsync(new LoadModelRequest { Name = "test", Version = "2.0.0" }), StatusCode.NotFound, "MODEL_NOT_IN_STORE");

        Assert.Matches(@"^segmentation at http://127\.0\.0\.1:\d+: The model store holds no model test 2\.0\.0\.$", status.Message);
        Assert.Equal(before.Select(model => (model.Room, model.Model.Identity.Version)), (await ListAsync(stack)).Select(model => (model.Room, model.Model.Identity.Version)));
    }

    [Fact]
    public async Task ListModels_TwoReplicas_NamesEach()
    {
        await using var stack = await ReplicatedStack.StartAsync();

        var listed = await ListAsync(stack);

        Assert.Equal(["classification", "segmentation", "segmentation"], listed.Select(model => model.Room));
        Assert.Equal(2, listed.Where(model => model.Room == "segmentation").Select(model => model.Replica).Distinct().Count());
        Assert.All(listed, model => Assert.True(model.InUse && model.DefaultModel && model.MemoryBytes > 0));
        var card = await stack.Models.GetModelAsync(new GetModelRequest { Name = "test" });
        Assert.Contains("# test 1.0.0", card.Card, StringComparison.Ordinal);
        Assert.Equal(listed.Sum(model => (double)model.MemoryBytes), card.MemoryBytes);
    }

    private static async Task<IReadOnlyList<LoadedModel>> ListAsync(ReplicatedStack stack) =>
        (await stack.Models.ListModelsAsync(new ListModelsRequest(), deadline: DateTime.MaxValue)).Models;

    // The versions that answered. The temperature of the version that is cited must be the one that made the probabilities.
    private static async Task<IReadOnlyList<string>> DiagnoseAsync(DiagnosisService.DiagnosisServiceClient client, int caller, CancellationToken stop)
    {
        var versions = new List<string>();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var reply = await client.DiagnoseAsync(DistributedStack.Sample(caller + 3 * i), cancellationToken: CancellationToken.None);
            var version = reply.Model.Identity.Version;
            var exponentials = reply.Classification.Logits.Select(logit => Math.Exp(logit / Temperatures[version])).ToArray();
            Assert.All(
                exponentials.Zip(reply.Classification.Probabilities), pair => Assert.Equal(pair.First / exponentials.Sum(), pair.Second, 1e-5));
            versions.Add(version);
        }

        return versions;
    }
}
