using System.Security.Cryptography;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Caching;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Limits;
using Google.Protobuf;
using Grpc.Core;

namespace CovidGrpc.Gateway;

/// <summary>
/// Diagnoses of images: one that was made before, by the models that would answer now, with the same settings, is found again without a decoder or
/// a network at work. Where the rooms do not tell their models, nothing is looked for and nothing kept. What is not found takes a place among those
/// under way, or is refused before it costs anything.
/// </summary>
internal sealed class CachedDiagnosis(SliceDiagnosis diagnosis, ModelsInUse models, FeatureCache cache, WorkPlaces places, TimeProvider time)
{
    private const int AnswerSchema = 1;

    /// <summary>Diagnoses a whole file.</summary>
    public async Task<DiagnoseResponse> DiagnoseAsync(ByteString image, DiagnosisOptions options, CallOptions call)
    {
        var stopwatch = new StageStopwatch(time);
        var asked = new AskedModels(options);
        if (await models.FindAsync(options, call.CancellationToken) is not { } found)
        {
            return await ComputeAsync(image, asked, call);
        }

        var pinned = asked.PinnedTo(found.Segmentation.Identity.Digest, found.Classification.Identity.Digest);
        try
        {
            // A computation that several callers wait for has no deadline of one of them: it ends with the last that waits.
            var (response, hit) = await cache.GetOrComputeAsync(
                Key(found.Segmentation, found.Classification, options),
                image.Memory,
                token => new ValueTask<DiagnoseResponse>(ComputeAsync(image, pinned, new CallOptions(cancellationToken: token))),
                call.CancellationToken);
            if (hit)
            {
                response.Cache = CacheOutcome.Hit;
                response.Timings.Clear();
                response.Timings.AddRange(stopwatch.Finish());
            }

            return response;
        }
        catch (RpcException e) when (e.Reason() == "MODEL_DIGEST_MISMATCH" && options.ModelDigest.Length == 0)
        {
            // A model was swapped since the rooms were asked, or another replica holds another: whichever answers now will do.
            return await ComputeAsync(image, asked, call);
        }
    }

    private Task<DiagnoseResponse> ComputeAsync(ByteString image, AskedModels asked, CallOptions call) =>
        places.RunAsync(() => diagnosis.DiagnoseAsync(image, asked, call));

    // Answers cite both models whole, and so the key holds them whole.
    private static FeatureKey Key(Model segmentation, Model classification, DiagnosisOptions options) => new(
        "diagnose",
        AnswerSchema,
        $"{Hash(segmentation)}+{Hash(classification)}",
        segmentation.Precision.ToString(),
        segmentation.BatchNormMode.ToString(),
        Hash(options));

    private static string Hash(IMessage message) => Convert.ToHexStringLower(SHA256.HashData(message.ToByteArray()));
}
