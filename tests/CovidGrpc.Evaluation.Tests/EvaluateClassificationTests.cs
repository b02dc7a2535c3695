using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using static CovidGrpc.Evaluation.Tests.EvaluationCalls;

namespace CovidGrpc.Evaluation.Tests;

/// <summary>The real host on loopback.</summary>
public sealed class EvaluateClassificationTests : IAsyncLifetime
{
    private const int MostCases = 60_000;

    private LoopbackHost? _host;

    private EvaluationService.EvaluationServiceClient Client => new(_host!.Channel);

    public async ValueTask InitializeAsync() => _host = await LoopbackHost.StartAsync(
        builder => builder.AddEvaluation(),
        app => app.MapEvaluation(),
        new Dictionary<string, string?> { ["Evaluation:MostCases"] = $"{MostCases}", ["Evaluation:MostStreams"] = "1", ["Evaluation:Resamples"] = "200" });

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    [Fact]
    public async Task EvaluateClassification_Cases_MeasuresByNameAndConfusion()
    {
        var answer = await Client.ClassificationAsync(
            Case("a", DiagnosisClass.Control, 0.8f, 0.1f, 0.1f),
            Case("a", DiagnosisClass.Control, 0.2f, 0.7f, 0.1f),
            Case("b", DiagnosisClass.CommonPneumonia, 0.1f, 0.8f, 0.1f),
            Case("c", DiagnosisClass.Covid19, 0.1f, 0.1f, 0.8f),
            Case("d", DiagnosisClass.Covid19));

        var measures = answer.Measures.ToDictionary(measure => measure.Name);
        Assert.Equal([1, 1, 0, 0, 1, 0, 0, 0, 1], answer.Confusion);
        Assert.Equal((4u, 1u), (answer.Cases, answer.Unanswered));
        Assert.Equal((0.75, 0.5, 1.0), (measures["accuracy"].Value, measures["sensitivity/control"].Value, measures["sensitivity/covid19"].Value));
        Assert.InRange(measures["accuracy"].Value, measures["accuracy"].Lower, measures["accuracy"].Upper);
        Assert.Contains("no medical device", answer.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EvaluateClassification_WhatIsNotDefined_IsAbsent()
    {
        var answer = await Client.ClassificationAsync(Case("a", DiagnosisClass.Control, 1, 0, 0));

        var measures = answer.Measures.ToDictionary(measure => measure.Name);
        Assert.False(measures["sensitivity/covid19"].HasValue);
        Assert.False(measures["class_adjusted_f1"].HasValue);
        Assert.True(measures["accuracy"] is { HasValue: true, HasLower: false, HasUpper: false });
        Assert.Contains(answer.Notes, note => note.StartsWith("sensitivity/covid19: not defined", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EvaluateClassification_StreamOfManyMegabytes_IsMeasured()
    {
        // More than the host takes in one body of a unary call.
        var group = new string('g', 110);
        var answer = await Client.ClassificationAsync(Enumerable.Range(0, MostCases).Select(item => Case($"{group}{item % 50}", DiagnosisClass.Covid19, 0.25f, 0.25f, 0.5f)));

        Assert.Equal((ulong)MostCases, answer.Cases);
    }

    [Fact]
    public async Task EvaluateClassification_MoreCasesThanAllowed_IsRefused()
    {
        await Client.ClassificationAsync(Enumerable.Repeat(Case("a", DiagnosisClass.Covid19, 0, 0, 1), MostCases + 1)).FailsAsync(StatusCode.OutOfRange, "TOO_MANY_CASES");
    }

    [Fact]
    public async Task EvaluateClassification_WrongMessage_TheFieldIsNamed()
    {
        await Client.ClassificationAsync(Case("a", DiagnosisClass.Unspecified, 0, 0, 1)).FailsAsync(StatusCode.InvalidArgument, "CLASS", "truth");
        await Client.ClassificationAsync(Case("a", DiagnosisClass.Control, 0.5f, 0.5f)).FailsAsync(StatusCode.InvalidArgument, "PROBABILITIES", "prediction.probabilities");
        await Client.ClassificationAsync(Case("a", DiagnosisClass.Control, float.NaN, 0, 1)).FailsAsync(StatusCode.InvalidArgument, "PROBABILITIES", "prediction.probabilities");
        await Client.ClassificationAsync(Case(new string('x', 200), DiagnosisClass.Control, 1, 0, 0)).FailsAsync(StatusCode.InvalidArgument, "TEXT_TOO_LONG", "group");
        var contradiction = Case("a", DiagnosisClass.Control, 1, 0, 0);
        contradiction.Prediction.DiagnosisClass = DiagnosisClass.Covid19;
        await Client.ClassificationAsync(contradiction).FailsAsync(StatusCode.InvalidArgument, "CLASS", "prediction.diagnosis_class");
    }

    [Fact]
    public async Task EvaluateClassification_MoreStreamsThanAllowed_IsBusyUntilOneEnds()
    {
        using (_host!.Services.GetRequiredService<StreamPlaces>().Take())
        {
            await Client.ClassificationAsync(Case("a", DiagnosisClass.Control, 1, 0, 0)).FailsAsync(StatusCode.ResourceExhausted, "EVALUATION_BUSY");
        }

        Assert.Equal(1u, (await Client.ClassificationAsync(Case("a", DiagnosisClass.Control, 1, 0, 0))).Cases);
    }
}
