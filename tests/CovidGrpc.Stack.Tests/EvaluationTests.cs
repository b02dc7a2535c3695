using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Stack.Tests;

/// <summary>The evaluation answers beside the gateway, on the gateway's port.</summary>
public sealed class EvaluationTests(StackFixture stack)
{
    [Fact]
    public async Task EvaluateClassification_OfTheSuite_Measures()
    {
        using var call = new EvaluationService.EvaluationServiceClient(stack.Suite.Channel)
            .EvaluateClassification(cancellationToken: TestContext.Current.CancellationToken);
        foreach (var control in (float[])[0.8f, 0.2f])
        {
            var seen = new EvaluateClassificationRequest { Truth = DiagnosisClass.Control, Prediction = new Contracts.V1.Classification { Probabilities = { control, 1 - control, 0 } } };
            await call.RequestStream.WriteAsync(seen, TestContext.Current.CancellationToken);
        }

        await call.RequestStream.CompleteAsync();
        var answer = await call.ResponseAsync.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal((2u, 0.5), (answer.Cases, answer.Measures.Single(measure => measure.Name == "accuracy").Value));
    }
}
