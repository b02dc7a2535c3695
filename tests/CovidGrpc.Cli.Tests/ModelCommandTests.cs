using System.Text.Json;
using CovidGrpc.Testing;

namespace CovidGrpc.Cli.Tests;

/// <summary><c>covid model</c>, from a file to a running gateway.</summary>
public sealed class ModelCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ModelCommandTests() => TestModel.WriteImageClassifier(Made);

    private string Made => Path.Combine(_folder.Path, "made");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("weights.pth")]
    [InlineData("weights.safetensors")]
    public async Task ExportAndImport_ThereAndBack_SameWeights(string name)
    {
        var (file, first, second) = (Path.Combine(_folder.Path, name), Path.Combine(_folder.Path, "first"), Path.Combine(_folder.Path, "second"));

        await DoneAsync("export", Made, "--out", file);
        await DoneAsync("import", file, "--out", first, "--name", "first", "--version", "1.2.3");
        var again = Path.Combine(_folder.Path, $"again-{name}");
        await DoneAsync("export", first, "--out", again);
        await DoneAsync("import", again, "--out", second);

        Assert.Equal(DigestOf(await File.ReadAllTextAsync(Path.Combine(first, "model.json"), TestContext.Current.CancellationToken)),
            DigestOf(await File.ReadAllTextAsync(Path.Combine(second, "model.json"), TestContext.Current.CancellationToken)));
        Assert.Contains(await DoneAsync("verify", first), line => line.Contains("first 1.2.3 is sound", StringComparison.Ordinal));
        Assert.Contains("# first 1.2.3", await DoneAsync("show", first));
    }

    [Fact]
    public async Task Import_FileThatIsNoNetwork_SaysSoAndLeavesNothing()
    {
        var file = Path.Combine(_folder.Path, "no.pth");
        await File.WriteAllTextAsync(file, "no checkpoint", TestContext.Current.CancellationToken);
        var target = Path.Combine(_folder.Path, "target");

        var result = await RunAsync("import", file, "--out", target);

        Assert.Equal(ExitCode.SomeFailed, result.ExitCode);
        Assert.StartsWith("covid: no.pth: ", Assert.Single(result.Errors), StringComparison.Ordinal);
        Assert.False(Directory.Exists(target));
    }

    [Fact]
    public async Task Import_FolderThatIsThere_IsKept()
    {
        var file = Path.Combine(_folder.Path, "weights.safetensors");
        await DoneAsync("export", Made, "--out", file);

        var result = await RunAsync("import", file, "--out", Made);

        Assert.Equal(ExitCode.SomeFailed, result.ExitCode);
        Assert.Equal(["model.json"], Directory.GetFiles(Made).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Inspect_Json_TellsTheNetwork()
    {
        var file = Path.Combine(_folder.Path, "weights.pth");
        await DoneAsync("export", Made, "--out", file);

        var answer = JsonDocument.Parse(Assert.Single(await DoneAsync("inspect", file, "--json"))).RootElement;

        Assert.Equal(("image_classifier", "resnet18"), (answer.GetProperty("architecture").GetString(), answer.GetProperty("backbone").GetString()));
    }

    [Fact]
    public async Task Verify_ChangedManifest_Fails()
    {
        var manifest = Path.Combine(Made, "model.json");
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken)).Replace("\"unit\"", "\"raw\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var result = await RunAsync("verify", Made);

        Assert.Equal(ExitCode.SomeFailed, result.ExitCode);
        Assert.Contains("normalisation", Assert.Single(result.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadShowAndUnload_OfARunningGateway_ChangeWhatItHolds()
    {
        TestModel.Write(Path.Combine(_folder.Path, "one"));
        TestModel.Write(Path.Combine(_folder.Path, "two"), manifest => manifest["version"] = "2.0.0");
        using var temporary = new TemporaryFolder();
        using var server = CovidProcess.Start(
            temporary.Path, "serve", "--port", "0", "--model-store", _folder.Path, "--model", "test", "--set", "Model:Version=1.0.0");
        var gateway = (await server.ReadLineAsync())["gRPC ".Length..];

        Assert.Contains(await DoneAsync("load", "test", "--gateway", gateway), line => line.Contains("2.0.0", StringComparison.Ordinal));
        var listed = await DoneAsync("list", "--gateway", gateway);
        Assert.Equal(2, listed.Count(line => line.Contains("2.0.0", StringComparison.Ordinal)));
        Assert.DoesNotContain(listed, line => line.Contains("1.0.0", StringComparison.Ordinal));
        Assert.Contains("# test 2.0.0", await DoneAsync("show", "test", "--gateway", gateway));
        await DoneAsync("load", "classifier", "--gateway", gateway);
        await DoneAsync("unload", "classifier", "--version", "1.0.0", "--gateway", gateway);

        var refused = await RunAsync("unload", "test", "--version", "2.0.0", "--gateway", gateway);
        Assert.Equal(ExitCode.SomeFailed, refused.ExitCode);
        Assert.Contains("is in use", Assert.Single(refused.Errors), StringComparison.Ordinal);
        var unknown = await RunAsync("load", "nothing", "--gateway", gateway);
        Assert.Contains("holds no model nothing", Assert.Single(unknown.Errors), StringComparison.Ordinal);

        server.Signal("TERM");
        Assert.Equal(ExitCode.Done, (await server.EndAsync()).ExitCode);
    }

    private static string DigestOf(string manifest) => JsonDocument.Parse(manifest).RootElement.GetProperty("weights").GetProperty("sha256").GetString()!;

    private static Task<CovidResult> RunAsync(params string[] arguments) => CovidProcess.RunAsync(["model", .. arguments]);

    private static async Task<IReadOnlyList<string>> DoneAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.Equal((ExitCode.Done, ""), (result.ExitCode, string.Join('\n', result.Errors)));
        return result.Output;
    }
}
