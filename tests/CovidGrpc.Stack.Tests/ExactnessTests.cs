using System.Text.Json.Nodes;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Suite;
using CovidGrpc.Testing;
using Google.Protobuf;

namespace CovidGrpc.Stack.Tests;

/// <summary>The original code's numbers through the whole house: file, slice, sequence, class.</summary>
public sealed class ExactnessTests
{
    // The README of the golden numbers: logits 2e-3, attention 1e-3 with batch statistics.
    private const double LogitTolerance = 2e-3;
    private const double AttentionTolerance = 1e-3;

    [Fact]
    public async Task Diagnose_GoldenImage_HasTheOriginalsLogitsAndAttention()
    {
        var golden = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("tests", "golden", "one_shot", "forward_resnet18.json")))!["cases"]!.AsArray()
            .Single(c => (string?)c!["image"] == "ct1.png" && (string?)c["mode"] == "paper" && (string?)c["normalisation"] == "unit")!;
        var image = await File.ReadAllBytesAsync(Repository.PathOf("tests", "golden", "one_shot", "images", "ct1.png"));

        using var model = new TestModel("batch_statistics", "unit");
        await using var suite = await CovidSuite.StartAsync(new SuiteOptions(new ModelChoice(model.Path)), TestContext.Current.CancellationToken);

        var reply = await new DiagnosisService.DiagnosisServiceClient(suite.Channel).DiagnoseAsync(new DiagnoseRequest { Image = ByteString.CopyFrom(image) });

        AssertNear(golden["final_logits"]!, reply.Classification.Logits, LogitTolerance);
        AssertNear(golden["attention_pos"]!, reply.Evidence.Select(e => e.AttentionPos), AttentionTolerance);
        AssertNear(golden["attention_neg"]!, reply.Evidence.Select(e => e.AttentionNeg), AttentionTolerance);
    }

    private static void AssertNear(JsonNode expected, IEnumerable<float> actual, double tolerance)
    {
        var numbers = expected.AsArray().Select(number => (double)number!).ToArray();
        Assert.Equal(numbers.Length, actual.Count());
        Assert.All(numbers.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
