using System.Text;
using System.Text.Json;
using CovidGrpc.Testing;

namespace CovidGrpc.Cli.Tests;

/// <summary><c>covid evaluate</c> on files, and on a model.</summary>
public sealed class EvaluateTests : IDisposable
{
    private static readonly string Golden = Repository.PathOf("tests", "golden", "metrics");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Classification_Predictions_TableBesideThePublishedRowsAndAReport()
    {
        var file = Predictions("1,p1,control,0.8,0.1,0.1", "2,p1,control,0.2,0.7,0.1", "3,p2,common_pneumonia,0.1,0.8,0.1", "4,p3,covid19,0.1,0.1,0.8", "5,p3,covid19,,,");

        var result = await CovidProcess.RunAsync("evaluate", "classification", "--predictions", file, "--report", _folder.PathOf("report"));

        Assert.Equal((ExitCode.Done, ""), (result.ExitCode, string.Join('\n', result.Errors)));
        Assert.Contains(result.Output, line => line.StartsWith("these predictions", StringComparison.Ordinal) && line.Contains("75.00 %", StringComparison.Ordinal));
        Assert.Contains(result.Output, line => line.StartsWith("One Shot + LSTM + attention", StringComparison.Ordinal) && line.Contains("98.15 %, printed as F1", StringComparison.Ordinal));
        Assert.Contains(result.Output, line => line.StartsWith("1 cases have no answer", StringComparison.Ordinal));
        Assert.Contains("no medical device", result.Output[^1], StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.PathOf("report/report.md")) && File.Exists(_folder.PathOf("report/roc.png")));
    }

    [Fact]
    public async Task Classification_Json_OneObject()
    {
        var result = await CovidProcess.RunAsync("evaluate", "classification", "--predictions", Predictions("1,,control,1,0,0"), "--json", "--resamples", "0");

        var answer = JsonDocument.Parse(Assert.Single(result.Output)).RootElement;
        var measures = answer.GetProperty("measures").EnumerateArray().ToDictionary(measure => measure.GetProperty("name").GetString()!, measure => measure.GetProperty("value"));
        Assert.Equal(1, measures["accuracy"].GetDouble());
        Assert.Equal(JsonValueKind.Null, measures["sensitivity/covid19"].ValueKind);
    }

    [Fact]
    public async Task Classification_WrongLine_NamesFileLineAndColumnOnly()
    {
        var file = Predictions("1,Doe,control,1,0,0", "2,Doe,control,one,0,0");

        var result = await CovidProcess.RunAsync("evaluate", "classification", "--predictions", file);

        Assert.Equal(ExitCode.SomeFailed, result.ExitCode);
        Assert.StartsWith($"covid: {file}: line 3, column control: it must be a number of 0 to 1", Assert.Single(result.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("Doe", result.Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segmentation_GoldenFiles_TheGoldenNumbers()
    {
        var result = await CovidProcess.RunAsync(
            "evaluate", "segmentation", "--truth", Path.Combine(Golden, "seg_gt.json"), "--predictions", Path.Combine(Golden, "seg_results_segm.json"), "--report", _folder.PathOf("report"));

        Assert.Equal((ExitCode.Done, ""), (result.ExitCode, string.Join('\n', result.Errors)));
        Assert.Contains(result.Output, line => line.StartsWith("these predictions", StringComparison.Ordinal) && line.Contains("0.398", StringComparison.Ordinal) && line.Contains("0.305", StringComparison.Ordinal));
        Assert.Contains(result.Output, line => line.StartsWith("masks", StringComparison.Ordinal) && line.Contains("0.183", StringComparison.Ordinal));
        Assert.True(File.Exists(_folder.PathOf("report/precision-recall-1.png")));
    }

    [Fact]
    public async Task Segmentation_ResultsWithoutMasks_SaysSo()
    {
        var result = await CovidProcess.RunAsync(
            "evaluate", "segmentation", "--truth", Path.Combine(Golden, "seg_gt.json"), "--predictions", Path.Combine(Golden, "seg_results_bbox.json"));

        Assert.Equal(ExitCode.SomeFailed, result.ExitCode);
        Assert.Contains("An object has no mask", Assert.Single(result.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segmentation_DemoModelOnPhantoms_LungsAreFoundAndLesionsStandApart()
    {
        var result = await CovidProcess.RunAsync("evaluate", "segmentation", "--model", "demo", "--layout", "phantoms", "--slices", "4", "--json", "--resamples", "0", "--report", _folder.PathOf("report"));

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.True(File.Exists(_folder.PathOf("report/worst-4.png")));
        Assert.Contains("## Worst 1: slice ", await File.ReadAllTextAsync(_folder.PathOf("report/report.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var measures = JsonDocument.Parse(Assert.Single(result.Output)).RootElement.GetProperty("measures").EnumerateArray()
            .ToDictionary(measure => measure.GetProperty("name").GetString()!, measure => measure.GetProperty("value"));
        Assert.InRange(measures["dice_pooled/lung"].GetDouble(), 0.9, 1);
        Assert.InRange(measures["lesion/authors/ap50"].GetDouble(), 0.01, 1);
    }

    [Fact]
    public async Task Classification_DemoModelOnPhantoms_EverySliceIsAnswered()
    {
        var result = await CovidProcess.RunAsync("evaluate", "classification", "--model", "demo", "--layout", "phantoms", "--slices", "4", "--json", "--resamples", "0");

        Assert.Equal(ExitCode.Done, result.ExitCode);
        var answer = JsonDocument.Parse(Assert.Single(result.Output)).RootElement;
        Assert.Equal((4, 0), (answer.GetProperty("cases").GetInt32(), answer.GetProperty("unanswered").GetInt32()));
    }

    [Fact]
    public async Task Report_FolderInUse_IsRefusedBeforeTheWork()
    {
        var result = await CovidProcess.RunAsync("evaluate", "classification", "--predictions", Predictions(), "--report", _folder.Path);

        Assert.Equal(ExitCode.SomeFailed, result.ExitCode);
        Assert.Contains("is not empty", Assert.Single(result.Errors), StringComparison.Ordinal);
    }

    private string Predictions(params string[] lines) => _folder.Write(
        "predictions.csv", Encoding.UTF8.GetBytes(string.Join('\n', ["id,patient,truth,control,common_pneumonia,covid19", .. lines])));
}
