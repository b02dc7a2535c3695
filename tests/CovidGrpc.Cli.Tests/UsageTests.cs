namespace CovidGrpc.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("diagnose")]
    [InlineData("diagnose --bogus a.png")]
    [InlineData("diagnose --window wide a.png")]
    [InlineData("diagnose --gateway nowhere a.png")]
    [InlineData("diagnose --gateway http://localhost:1 --model m a.png")]
    [InlineData("diagnose --gateway http://localhost:1 --api-key-file /nowhere a.png")]
    [InlineData("diagnose --gateway http://localhost:1 --api-key-file a --token-file b a.png")]
    [InlineData("diagnose --gateway https://localhost:1 --ca-file /nowhere a.png")]
    [InlineData("diagnose --overlay o.png a.png b.png")]
    [InlineData("diagnose --overlay o/ a.png there/a.png")]
    [InlineData("diagnose --overlay a.png a.png")]
    [InlineData("diagnose --timeout 0 a.png")]
    [InlineData("phantom --bogus")]
    [InlineData("phantom out --thickness 20")]
    [InlineData("phantom out --slices 0")]
    [InlineData("evaluate classification")]
    [InlineData("evaluate classification --predictions a.csv --resamples -1")]
    [InlineData("evaluate segmentation --truth a.json --predictions b.json --score 2")]
    [InlineData("serve --port 70000")]
    [InlineData("serve --set key")]
    [InlineData("doctor --service storage=http://localhost:1")]
    [InlineData("doctor --pacs http://user:word@localhost:1/x")]
    [InlineData("doctor --pacs http://localhost:1/x --user name")]
    [InlineData("doctor --timeout 0")]
    [InlineData("jobs list")]
    [InlineData("jobs list --gateway http://localhost:1 --limit 0")]
    [InlineData("jobs show --gateway http://localhost:1")]
    [InlineData("jobs start scan --gateway http://localhost:1 --window wide")]
    public async Task Run_WrongCommandLine_SaysWhyInOneLine(string arguments)
    {
        var result = await CovidProcess.RunAsync(arguments.Split(' '));

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Single(result.Errors);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Run_UnknownClass_NamesTheClasses()
    {
        var result = await CovidProcess.RunAsync("phantom", "out", "--class", "healthy");

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Equal(["'control'", "'common-pneumonia'", "'covid19'"], result.Errors[1..]);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("diagnose --help")]
    public async Task Run_Help_TellsTheExitCodes(string arguments)
    {
        var result = await CovidProcess.RunAsync(arguments.Split(' '));

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.All([0, 1, 2, 3, 130], code => Assert.Contains(result.Output, line => line.StartsWith($"{code} ", StringComparison.Ordinal)));
    }
}
