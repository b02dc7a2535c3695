using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.ModelServing;
using CovidGrpc.Vision;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Classification.Scans;

/// <summary>The classes of a scan's slices in, its verdict out; of each slice some ten bytes are kept.</summary>
internal sealed class ScanClassification(ModelRegistry<INetwork> models, IOptions<ScanOptions> options)
{
    private const int Classes = 3;
    private const double SumTolerance = 1e-3;

    public async Task<ClassifyScanResponse> ClassifyAsync(IAsyncStreamReader<ClassifyScanRequest> requests, CancellationToken cancellationToken)
    {
        var votes = new Dictionary<uint, SliceVote>();
        Model? model = null;
        await foreach (var request in requests.ReadAllAsync(cancellationToken))
        {
            model ??= ModelOf(request);
            if (votes.Count == options.Value.MostSlices)
            {
                throw Fault.Create(Google.Rpc.Code.OutOfRange, "TOO_MANY_SLICES", $"A scan may have at most {options.Value.MostSlices} slices here.").ToRpcException();
            }

            if (!votes.TryAdd(request.Index, Vote(request)))
            {
                throw Invalid("index", "SLICE_REPEATED", "Two slices have the same number.");
            }
        }

        return Answer(ScanAggregation.Of(votes.Values), model ?? throw Invalid("index", "SCAN_EMPTY", "The stream holds no slice."));
    }

    private Model ModelOf(ClassifyScanRequest first)
    {
        using var model = first.ModelDigest.Length == 0
            ? models.Lease(first.ModelName)
            : models.LeaseExactly(first.ModelName, first.ModelDigest) ?? throw Fault.Precondition(
                "model_digest", "MODEL_DIGEST_MISMATCH", "The classification has not loaded the model that was asked for.").ToRpcException();
        return model.Contract;
    }

    private static SliceVote Vote(ClassifyScanRequest request)
    {
        if (!(request.LungAreaMm2 >= 0 && double.IsFinite(request.LungAreaMm2)))
        {
            throw Invalid("lung_area_mm2", "LUNG_AREA", "The area of the lung is a number, 0 or more.");
        }

        if (request.Classification is not { } classification)
        {
            return new SliceVote((int)request.Index, null, request.LungAreaMm2);
        }

        var probabilities = classification.Probabilities;
        return probabilities.Count == Classes && probabilities.All(p => p is >= 0 and <= 1) && Math.Abs(probabilities.Sum() - 1) <= SumTolerance
            ? new SliceVote((int)request.Index, [.. probabilities.Select(p => (double)p)], request.LungAreaMm2)
            : throw Invalid("classification.probabilities", "PROBABILITIES", $"A class comes with {Classes} probabilities from 0 to 1 whose sum is 1.");
    }

    private static ClassifyScanResponse Answer(ScanVerdict? verdict, Model model)
    {
        var response = new ClassifyScanResponse { Model = model };
        if (verdict is not null)
        {
            float[] logs = [.. verdict.LogProbabilities.Select(log => (float)log)];
            response.Classification = new Contracts.V1.Classification { DiagnosisClass = ClassificationContract.Largest(logs) };
            response.Classification.Logits.AddRange(logs);
            response.Classification.Probabilities.AddRange(verdict.Probabilities.Select(p => (float)p));
            response.DecidingSlices.AddRange(verdict.DecidingSlices.Select(slice => (uint)slice));
        }

        return response;
    }

    private static RpcException Invalid(string field, string reason, string message) => Fault.InvalidField(field, reason, message).ToRpcException();
}
