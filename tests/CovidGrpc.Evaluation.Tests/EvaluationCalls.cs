using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Metrics.Segmentation;
using Grpc.Core;

namespace CovidGrpc.Evaluation.Tests;

/// <summary>Streams to the service, and messages for them.</summary>
internal static class EvaluationCalls
{
    private const int Side = 32;

    public static async Task<EvaluateClassificationResponse> ClassificationAsync(
        this EvaluationService.EvaluationServiceClient client, params IEnumerable<EvaluateClassificationRequest> cases)
    {
        using var call = client.EvaluateClassification(cancellationToken: TestContext.Current.CancellationToken);
        return await SendAsync(call, cases);
    }

    public static async Task<EvaluateSegmentationResponse> SegmentationAsync(
        this EvaluationService.EvaluationServiceClient client, params IEnumerable<EvaluateSegmentationRequest> images)
    {
        using var call = client.EvaluateSegmentation(cancellationToken: TestContext.Current.CancellationToken);
        return await SendAsync(call, images);
    }

    /// <summary>The stream is refused with this status, this reason, and this field where it names one.</summary>
    public static async Task FailsAsync<T>(this Task<T> call, StatusCode code, string reason, string? field = null)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal((code, reason), (exception.StatusCode, exception.Reason()));
        Assert.Equal(field, exception.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()?.FieldViolations.Single().Field);
    }

    public static EvaluateClassificationRequest Case(string group, DiagnosisClass truth, params float[] probabilities)
    {
        var request = new EvaluateClassificationRequest { Group = group, Truth = truth };
        if (probabilities.Length > 0)
        {
            request.Prediction = new Classification { Probabilities = { probabilities } };
        }

        return request;
    }

    /// <summary>An image with a square in truth and prediction.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="tissue">The square's tissue.</param>
    /// <param name="shift">Columns by which the prediction is off.</param>
    public static EvaluateSegmentationRequest Image(string id, Tissue tissue, int shift = 0) => new()
    {
        ImageId = id,
        Truth = { Square(tissue, 4) },
        Predictions = { Square(tissue, 4 + shift) },
    };

    public static Finding Square(Tissue tissue, int left)
    {
        var mask = RunLengthMask.FromPixels([.. Enumerable.Range(0, Side * Side).Select(pixel => pixel % Side >= left && pixel % Side < left + 10 && pixel / Side is >= 4 and < 14)], Side, Side);
        return new Finding { Tissue = tissue, Score = 0.9f, Mask = new Mask { Rows = Side, Columns = Side, Rle = mask.ToCompressed() } };
    }

    private static async Task<TResponse> SendAsync<TRequest, TResponse>(AsyncClientStreamingCall<TRequest, TResponse> call, IEnumerable<TRequest> messages)
    {
        try
        {
            foreach (var message in messages)
            {
                await call.RequestStream.WriteAsync(message, TestContext.Current.CancellationToken);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // The service has answered already; its answer says why.
        }
        catch (InvalidOperationException)
        {
            // The same, seen by a write after the end of the call.
        }

        return await call.ResponseAsync;
    }
}
