using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using Google.Protobuf;
using Grpc.Core;

namespace CovidGrpc.Gateway;

/// <summary>
/// One image through the house: preprocessing ▸ slice ▸ segmentation ▸ findings and RoI sequence ▸ classification ▸ diagnosis.
/// One digest answers for a whole diagnosis: the sequence names the weights that made it, and the classification refuses others.
/// </summary>
internal sealed class SliceDiagnosis(
    PreprocessingService.PreprocessingServiceClient preprocessing,
    SegmentationService.SegmentationServiceClient segmentation,
    SliceClassification classification,
    TimeProvider time)
{
    private const string Notice = "Research use only. This is no medical device and must not guide the care of a patient.";

    public async Task<DiagnoseResponse> DiagnoseAsync(ByteString image, DiagnosisOptions options, CallOptions call)
    {
        var stopwatch = new StageStopwatch(time);
        var prepared = await preprocessing.PreprocessAsync(new PreprocessRequest { Image = image, Window = options.Window }, call);
        stopwatch.Lap("preprocess");

        var (segmented, classified) = await AskModelsAsync(prepared.Slice, options, stopwatch, call);
        var response = new DiagnoseResponse
        {
            Model = segmented?.Model,
            Window = prepared.Slice.Window,
            Geometry = prepared.Slice.Geometry,
            Cache = segmented?.Cache ?? CacheOutcome.Unspecified,
            Classification = classified?.Classification,
            Notice = Notice,
        };
        if (classified is not null && classified.Model.Identity.Digest != segmented?.Model.Identity.Digest)
        {
            response.ClassificationModel = classified.Model;
        }

        AddWarnings(response, prepared, segmented);
        if (segmented is not null)
        {
            response.Findings.AddRange(segmented.Findings);
        }

        if (segmented?.Sequence is { } sequence && classified?.AttentionPos.Count > 0)
        {
            response.Evidence.AddRange(sequence.Rois.Select((roi, i) =>
                new Evidence { Roi = roi, AttentionPos = classified.AttentionPos[i], AttentionNeg = classified.AttentionNeg[i] }));
        }

        response.Timings.AddRange(stopwatch.Finish());
        return response;
    }

    private async Task<(SegmentResponse? Segmented, ClassifyResponse? Classified)> AskModelsAsync(
        Slice slice, DiagnosisOptions options, StageStopwatch stopwatch, CallOptions call)
    {
        var needsNoFindings = options is { ClassificationOnly: true, ModelDigest: "", SegmentationModel: "" };
        if (needsNoFindings && classification.ReadsSlices(options.ClassificationModel)
            && await classification.OfSliceAsync(slice, options.ClassificationModel, call) is { } alone)
        {
            stopwatch.Lap("classify");
            return (null, alone);
        }

        try
        {
            return await SegmentAndClassifyAsync(slice, options, stopwatch, call);
        }
        catch (RpcException e) when (e.Reason() == "MODEL_DIGEST_MISMATCH" && options.ModelDigest.Length == 0)
        {
            // The model was swapped between the two calls, and its heads are gone: the new one answers for both.
            return await SegmentAndClassifyAsync(slice, options, stopwatch, call);
        }
    }

    private async Task<(SegmentResponse Segmented, ClassifyResponse? Classified)> SegmentAndClassifyAsync(
        Slice slice, DiagnosisOptions options, StageStopwatch stopwatch, CallOptions call)
    {
        var request = new SegmentRequest
        {
            Slice = slice,
            ModelName = options.SegmentationModel,
            ModelDigest = options.ModelDigest,
            SequenceOnly = options.ClassificationOnly,
        };
        var segmented = await segmentation.SegmentAsync(request, call);
        stopwatch.Lap("segment");
        var classified = await classification.ClassifyAsync(slice, segmented.Sequence, options.ClassificationModel, call);
        stopwatch.Lap("classify");
        if (classified is null && segmented.Warnings.All(warning => warning.Code != "NO_REGIONS"))
        {
            throw Fault.Precondition(
                "classification_model", "MODELS_DO_NOT_FIT", "The segmentation model makes no RoI sequences: name an image classifier beside it.").ToRpcException();
        }

        return (segmented, classified);
    }

    private static void AddWarnings(DiagnoseResponse response, PreprocessResponse prepared, SegmentResponse? segmented)
    {
        if (response.Model is { Trained: false } || response.ClassificationModel is { Trained: false })
        {
            response.Warnings.Add(new Warning { Code = "MODEL_UNTRAINED", Message = "The model is untrained: its weights were never fitted to images, so this answer means nothing." });
        }

        response.Warnings.AddRange(prepared.Warnings);
        if (segmented is not null)
        {
            response.Warnings.AddRange(segmented.Warnings);
        }
    }
}
