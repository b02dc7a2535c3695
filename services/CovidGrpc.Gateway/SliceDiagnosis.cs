using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Telemetry;
using Google.Protobuf;
using Grpc.Core;

namespace CovidGrpc.Gateway;

/// <summary>
/// One slice through the house: segmentation ▸ findings and RoI sequence ▸ classification ▸ diagnosis; an image through the preprocessing before.
/// One digest answers for a whole diagnosis: the sequence names the weights that made it, and the classification refuses others.
/// </summary>
internal sealed class SliceDiagnosis(
    PreprocessingService.PreprocessingServiceClient preprocessing,
    SegmentationService.SegmentationServiceClient segmentation,
    SliceClassification classification,
    TimeProvider time)
{
    /// <summary>What every answer is.</summary>
    public const string Notice = "Research use only. This is no medical device and must not guide the care of a patient.";

    public async Task<DiagnoseResponse> DiagnoseAsync(ByteString image, AskedModels asked, CallOptions call)
    {
        var stopwatch = new StageStopwatch(time);
        var prepared = await preprocessing.PreprocessAsync(new PreprocessRequest { Image = image, Window = asked.Options.Window }, call);
        stopwatch.Lap("preprocess");

        return await DiagnoseAsync(prepared.Slice, prepared.Warnings, asked, stopwatch, call);
    }

    public Task<DiagnoseResponse> DiagnoseAsync(Slice slice, IEnumerable<Warning> warnings, AskedModels asked, CallOptions call) =>
        DiagnoseAsync(slice, warnings, asked, new StageStopwatch(time), call);

    private async Task<DiagnoseResponse> DiagnoseAsync(Slice slice, IEnumerable<Warning> warnings, AskedModels asked, StageStopwatch stopwatch, CallOptions call)
    {
        var (segmented, classified) = await AskModelsAsync(slice, asked, stopwatch, call);
        var response = new DiagnoseResponse
        {
            Model = segmented?.Model,
            Window = slice.Window,
            Geometry = slice.Geometry,
            Cache = segmented?.Cache ?? CacheOutcome.Unspecified,
            Classification = classified?.Classification,
            Notice = Notice,
        };
        if (classified is not null && classified.Model.Identity.Digest != segmented?.Model.Identity.Digest)
        {
            response.ClassificationModel = classified.Model;
        }

        AddWarnings(response, warnings, segmented);
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
        Measures.Diagnosed(NameOf(classified?.Classification?.DiagnosisClass));
        return response;
    }

    private async Task<(SegmentResponse? Segmented, ClassifyResponse? Classified)> AskModelsAsync(
        Slice slice, AskedModels asked, StageStopwatch stopwatch, CallOptions call)
    {
        if (asked.NeedNoFindings && classification.ReadsSlices(asked.Options.ClassificationModel)
            && await classification.OfSliceAsync(slice, asked, call) is { } alone)
        {
            stopwatch.Lap("classify");
            return (null, alone);
        }

        try
        {
            return await SegmentAndClassifyAsync(slice, asked, stopwatch, call);
        }
        catch (RpcException e) when (e.Reason() == "MODEL_DIGEST_MISMATCH" && asked.Options.ModelDigest.Length == 0)
        {
            // The model was swapped between the two calls, and its heads are gone: the new one answers for both.
            return await SegmentAndClassifyAsync(slice, asked, stopwatch, call);
        }
    }

    private async Task<(SegmentResponse Segmented, ClassifyResponse? Classified)> SegmentAndClassifyAsync(
        Slice slice, AskedModels asked, StageStopwatch stopwatch, CallOptions call)
    {
        var request = new SegmentRequest
        {
            Slice = slice,
            ModelName = asked.Options.SegmentationModel,
            ModelDigest = asked.Options.ModelDigest,
            SequenceOnly = asked.Options.ClassificationOnly,
        };
        var segmented = await segmentation.SegmentAsync(request, call);
        stopwatch.Lap("segment");
        var classified = await classification.ClassifyAsync(slice, segmented.Sequence, asked, call);
        stopwatch.Lap("classify");
        if (classified is null && segmented.Warnings.All(warning => warning.Code != "NO_REGIONS"))
        {
            throw Fault.Precondition(
                "classification_model", "MODELS_DO_NOT_FIT", "The segmentation model makes no RoI sequences: name an image classifier beside it.").ToRpcException();
        }

        return (segmented, classified);
    }

    private static string NameOf(DiagnosisClass? diagnosisClass) => diagnosisClass switch
    {
        DiagnosisClass.Control => "control",
        DiagnosisClass.CommonPneumonia => "common_pneumonia",
        DiagnosisClass.Covid19 => "covid19",
        _ => "none",
    };

    private static void AddWarnings(DiagnoseResponse response, IEnumerable<Warning> ofImage, SegmentResponse? segmented)
    {
        if (response.Model is { Trained: false } || response.ClassificationModel is { Trained: false })
        {
            response.Warnings.Add(new Warning { Code = "MODEL_UNTRAINED", Message = "The model is untrained: its weights were never fitted to images, so this answer means nothing." });
        }

        response.Warnings.AddRange(ofImage);
        if (segmented is not null)
        {
            response.Warnings.AddRange(segmented.Warnings);
        }
    }
}
