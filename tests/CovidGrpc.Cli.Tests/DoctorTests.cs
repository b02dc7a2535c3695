using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using CovidGrpc.Cli.Doctor;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;

namespace CovidGrpc.Cli.Tests;

/// <summary><c>covid doctor</c> against real servers, and against what is not there.</summary>
public sealed class DoctorTests : IDisposable
{
    private const string Secret = "s3cret-of-the-test";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Doctor_ThisMachine_HasWhatItNeeds()
    {
        var (result, checks) = await RunAsync();

        Assert.Equal(["libtorch", "decode worker", "spool", "disk"], checks.Keys);
        Assert.DoesNotContain("failed", checks.Values.Select(check => (string?)check["outcome"]));
        Assert.Equal((ExitCode.Done, 0), (result.ExitCode, result.Errors.Length));
    }

    [Fact]
    public async Task Doctor_NothingThere_SaysOfEachWhatToDo()
    {
        var dead = $"127.0.0.1:{FreePort.Take()}";

        var result = await CovidProcess.RunAsync(
            "doctor", "--gateway", $"http://{dead}", "--service", $"segmentation=http://{dead}", "--cache", $"{dead},password={Secret}", "--jobs", dead, "--pacs", $"http://{dead}/dicom-web",
            "--spool", Path.Combine(_folder.Write("file", [1]), "spool"), "--timeout", "2");

        Assert.Equal(ExitCode.SomeFailed, result.ExitCode);
        var failed = result.Output.Where(line => line.StartsWith("failed", StringComparison.Ordinal)).ToArray();
        Assert.Equal(
            ["spool", "gateway health", "models", "segmentation health", "cache Redis", "jobs Redis", "PACS search", "PACS store"],
            failed.Select(line => line["failed  ".Length..line.IndexOf(':', StringComparison.Ordinal)]));
        Assert.All(failed, line => Assert.Contains(" To do: ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, string.Concat(result.Output.Concat(result.Errors)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_FrozenService_CannotBeReached()
    {
        using var frozen = new TcpListener(IPAddress.Loopback, 0);
        frozen.Start();

        var (_, checks) = await RunAsync("--service", $"segmentation=https://{frozen.LocalEndpoint}");

        Assert.EndsWith("cannot be reached", (string?)checks["segmentation health"]["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_RunningServices_TellsHealthAndModels()
    {
        using var model = new TestModel();
        using var serve = CovidProcess.Start(_folder.Path, "serve", "--port", "0", "--http-port", "0", "--model", model.Path);
        var gateway = (await serve.ReadLineAsync())["gRPC ".Length..];

        var (result, checks) = await RunAsync("--gateway", gateway, "--service", $"segmentation={gateway}");

        Assert.Equal("ok", (string?)checks["gateway health"]["outcome"]);
        // The weights of the test's model are made by rule.
        Assert.Equal("warning", (string?)checks["segmentation model"]["outcome"]);
        Assert.Contains("untrained", (string?)checks["classification model"]["message"], StringComparison.Ordinal);
        Assert.Equal("ok", (string?)checks["models fit"]["outcome"]);
        Assert.Equal("failed", (string?)checks["segmentation health"]["outcome"]);
        Assert.Contains("another service", (string?)checks["segmentation health"]["to_do"], StringComparison.Ordinal);
        Assert.Equal(ExitCode.SomeFailed, result.ExitCode);
    }

    [Fact]
    public async Task Doctor_RedisOfTheJobs_HasToKeepWhatItWasGiven()
    {
        using var redis = await RedisServer.StartAsync(Cancellation);
        await redis.CallAsync("config", "set", "appendfsync", "everysec");
        var (wrong, checks) = await RunAsync("--jobs", redis.Address, "--cache", redis.Address);

        Assert.Equal(ExitCode.SomeFailed, wrong.ExitCode);
        Assert.Equal("ok", (string?)checks["jobs Redis"]["outcome"]);
        Assert.Equal("ok", (string?)checks["jobs Redis maxmemory-policy"]["outcome"]);
        Assert.Equal("failed", (string?)checks["jobs Redis appendonly"]["outcome"]);
        Assert.Equal("failed", (string?)checks["jobs Redis appendfsync"]["outcome"]);
        Assert.Contains("appendfsync always", (string?)checks["jobs Redis appendfsync"]["to_do"], StringComparison.Ordinal);
        Assert.Equal("warning", (string?)checks["cache Redis maxmemory-policy"]["outcome"]);
        Assert.Equal("warning", (string?)checks["cache Redis maxmemory"]["outcome"]);

        await redis.CallAsync("config", "set", "appendonly", "yes");
        await redis.CallAsync("config", "set", "appendfsync", "always");
        var (right, _) = await RunAsync("--jobs", redis.Address);
        Assert.Equal(ExitCode.Done, right.ExitCode);

        await redis.CallAsync("config", "set", "requirepass", Secret);
        Assert.Equal("failed", (string?)(await RunAsync("--jobs", redis.Address)).Checks["jobs Redis"]["outcome"]);
        var (login, _) = await RunAsync("--jobs", $"{redis.Address},password={Secret}");
        Assert.Equal(ExitCode.Done, login.ExitCode);
        Assert.DoesNotContain(Secret, string.Concat(login.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_Orthanc_IsSearchedAndLetsStoreWhoMay()
    {
        using var orthanc = await OrthancServer.StartAsync(Cancellation, password: Secret);
        await orthanc.StoreAsync(await File.ReadAllBytesAsync(Sample.Dicom, Cancellation), Cancellation);
        var password = _folder.Write("password", System.Text.Encoding.ASCII.GetBytes(Secret + "\n"));
        var wrong = _folder.Write("wrong", "wrong"u8.ToArray());

        var (result, checks) = await RunAsync("--pacs", orthanc.DicomWeb, "--user", OrthancServer.User, "--password-file", password);
        Assert.Equal(("ok", "ok"), ((string?)checks["PACS search"]["outcome"], (string?)checks["PACS store"]["outcome"]));
        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Single(await orthanc.FilesAsync("CT", Cancellation));

        var (refused, refusals) = await RunAsync("--pacs", orthanc.DicomWeb, "--user", OrthancServer.User, "--password-file", wrong);
        Assert.Contains("401", (string?)refusals["PACS search"]["message"], StringComparison.Ordinal);
        Assert.Contains("401", (string?)refusals["PACS store"]["message"], StringComparison.Ordinal);
        Assert.Equal(ExitCode.SomeFailed, refused.ExitCode);

        var (_, elsewhere) = await RunAsync("--pacs", $"{orthanc.DicomWeb}/nothing", "--user", OrthancServer.User, "--password-file", password);
        Assert.Equal(("failed", "failed"), ((string?)elsewhere["PACS search"]["outcome"], (string?)elsewhere["PACS store"]["outcome"]));
        Assert.DoesNotContain(Secret, string.Concat(result.Output.Concat(refused.Output)), StringComparison.Ordinal);
    }

    [Fact]
    public void Models_OfRooms_HaveToBeThereTrainedAndAlike()
    {
        Assert.Equal(CheckOutcome.Failed, GatewayChecks.OfRoom("segmentation", []).Outcome);
        Assert.Equal(CheckOutcome.Ok, GatewayChecks.OfRoom("segmentation", [Loaded("segmentation", "aa"), Loaded("segmentation", "aa")]).Outcome);
        Assert.Equal(CheckOutcome.Failed, GatewayChecks.OfRoom("segmentation", [Loaded("segmentation", "aa"), Loaded("segmentation", "bb")]).Outcome);
        Assert.Equal(CheckOutcome.Ok, GatewayChecks.OfBothRooms([Loaded("segmentation", "aa"), Loaded("classification", "aa")]).Outcome);
        Assert.Equal(CheckOutcome.Failed, GatewayChecks.OfBothRooms([Loaded("segmentation", "aa"), Loaded("classification", "bb")]).Outcome);
        Assert.Equal(CheckOutcome.Failed, GatewayChecks.OfBothRooms([Loaded("segmentation", "aa")]).Outcome);
        Assert.Equal(CheckOutcome.Ok, GatewayChecks.OfBothRooms([Loaded("segmentation", "aa"), Loaded("classification", "bb", "image_classifier")]).Outcome);
    }

    private static LoadedModel Loaded(string room, string digest, string architecture = "one_shot_lstm_attention") => new()
    {
        Room = room,
        InUse = true,
        DefaultModel = true,
        Device = "cpu",
        Model = new Model { Architecture = architecture, Trained = true, Identity = new ModelIdentity { Name = "m", Version = "1", Digest = digest } },
    };

    private async Task<(CovidResult Result, Dictionary<string, JsonNode> Checks)> RunAsync(params string[] arguments)
    {
        var result = await CovidProcess.RunAsync(["doctor", "--json", "--spool", _folder.Path, "--timeout", "60", .. arguments]);
        return (result, result.Output.Select(line => JsonNode.Parse(line)!).ToDictionary(check => (string)check["check"]!));
    }
}
