using CovidGrpc.Contracts.V1;
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
    ClassificationService.ClassificationServiceClient classification,
    TimeProvider time)
{
    private const string Notice = "Research use only. This is no medical device and must not guide the care of a patient.";

    public async Task<DiagnoseResponse> DiagnoseAsync(ByteString image, DiagnosisOptions options, CallOptions call)
    {
        var stopwatch = new StageStopwatch(time);
        var prepared = await preprocessing.PreprocessAsync(new PreprocessRequest { Image = image, Window = options.Window }, call);
        stopwatch.Lap("preprocess");

        var segmented = await segmentation.SegmentAsync(
            new SegmentRequest { Slice = prepared.Slice, ModelDigest = options.ModelDigest, SequenceOnly = options.ClassificationOnly }, call);
        stopwatch.Lap("segment");

        var response = new DiagnoseResponse
        {
            Model = segmented.Model,
            Window = prepared.Slice.Window,
            Geometry = prepared.Slice.Geometry,
            Cache = segmented.Cache,
            Notice = Notice,
        };
        response.Findings.AddRange(segmented.Findings);
        if (!segmented.Model.Trained)
        {
            response.Warnings.Add(new Warning { Code = "MODEL_UNTRAINED", Message = "The model is untrained: its weights were never fitted to images, so this answer means nothing." });
        }

        response.Warnings.AddRange(prepared.Warnings);
        response.Warnings.AddRange(segmented.Warnings);

        if (segmented.Sequence is { } sequence)
        {
            var classified = await classification.ClassifyAsync(new ClassifyRequest { Sequence = sequence }, call);
            stopwatch.Lap("classify");
            response.Classification = classified.Classification;
            response.Evidence.AddRange(sequence.Rois.Select((roi, i) =>
                new Evidence { Roi = roi, AttentionPos = classified.AttentionPos[i], AttentionNeg = classified.AttentionNeg[i] }));
        }

        response.Timings.AddRange(stopwatch.Finish());
        return response;
    }
}
