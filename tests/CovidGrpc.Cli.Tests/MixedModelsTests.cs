using System.Text.Json;
using CovidGrpc.Testing;

namespace CovidGrpc.Cli.Tests;

/// <summary>One model finds, another tells the class.</summary>
public sealed class MixedModelsTests : IDisposable
{
    private readonly TemporaryFolder _store = new();

    public MixedModelsTests()
    {
        TestModel.Write(Path.Combine(_store.Path, "one"));
        TestModel.Write(Path.Combine(_store.Path, "other"), manifest =>
        {
            manifest["name"] = "other";
            manifest["normalisation"] = "unit";
        });
        TestModel.WriteMaskRcnn(Path.Combine(_store.Path, "finder"));
        TestModel.WriteImageClassifier(Path.Combine(_store.Path, "classifier"), backbone: "densenet121");
    }

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Diagnose_MaskRcnnAndDenseNet_AnswerIsOfBoth()
    {
        var result = await RunAsync("--segmentation-model", "finder", "--classification-model", "classifier", "--json");

        Assert.Equal((ExitCode.Done, ""), (result.ExitCode, string.Concat(result.Errors)));
        var answer = JsonDocument.Parse(Assert.Single(result.Output)).RootElement;
        Assert.Equal(("finder", "classifier"), (NameOf(answer, "model"), NameOf(answer, "classification_model")));
        Assert.NotEqual(JsonValueKind.Null, answer.GetProperty("class").ValueKind);
        Assert.All(answer.GetProperty("findings").EnumerateArray(), finding => Assert.NotEqual("lung", finding.GetProperty("label").GetString()));
        Assert.Empty(answer.GetProperty("evidence").EnumerateArray());
    }

    [Theory]
    [InlineData("test", "other", "The RoI sequence was made by another model than those that are loaded here: a one-shot head answers only for its own.")]
    [InlineData("finder", "test", "The segmentation model makes no RoI sequences: name an image classifier beside it.")]
    public async Task Diagnose_ModelsThatDoNotFit_SaysWhatWould(string finder, string classifier, string message)
    {
        var result = await RunAsync("--segmentation-model", finder, "--classification-model", classifier);

        Assert.Equal(ExitCode.SomeFailed, result.ExitCode);
        Assert.Equal([$"covid: {Sample.Png}: {message}"], result.Errors);
    }

    [Theory]
    [InlineData("--segmentation-model", "finder", "the model finder is of architecture mask_rcnn, which does not classify")]
    [InlineData("--model", "classifier", "the model classifier is of architecture image_classifier, which does not segment")]
    public async Task Diagnose_ModelThatCannot_SaysSoInOneLine(string option, string model, string message)
    {
        var result = await RunAsync(option, model);

        Assert.Equal(ExitCode.Unavailable, result.ExitCode);
        Assert.Equal([$"covid: {message}"], result.Errors);
    }

    [Fact]
    public async Task Diagnose_ModelForBothAndForOne_IsAWrongCommandLine()
    {
        Assert.Equal(ExitCode.Usage, (await RunAsync("--model", "test", "--classification-model", "classifier")).ExitCode);
    }

    private static string? NameOf(JsonElement answer, string property) => answer.GetProperty(property).GetProperty("name").GetString();

    private Task<CovidResult> RunAsync(params string[] options) => CovidProcess.RunAsync(["diagnose", Sample.Png, "--model-store", _store.Path, .. options]);
}
