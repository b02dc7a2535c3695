using CovidGrpc.Contracts.V1;
using CovidGrpc.Segmentation.Batching;
using CovidGrpc.Vision;

namespace CovidGrpc.Segmentation;

/// <summary>What the network found, in the words of the contract.</summary>
internal static class SegmentationContract
{
    public static SegmentResponse From(SegmentedSlice segmented)
    {
        var features = segmented.Features;
        var response = new SegmentResponse();
        response.Findings.AddRange(features.Findings.Select(From));
        response.Warnings.AddRange(features.Warnings.Select(warning => From(warning, features.Sequence?.DistinctRois ?? 0)));
        response.Timings.AddRange(
        [
            Timing("queue", segmented.Waited),
            Timing("input", features.Timings.Input),
            Timing("backbone", features.Timings.Backbone),
            Timing("proposals", features.Timings.Proposals),
            Timing("sequence", features.Timings.Sequence),
            Timing("findings", features.Timings.Findings),
        ]);
        if (features.Sequence is { } sequence)
        {
            response.Sequence = new Contracts.V1.RoiSequence { DistinctRois = (uint)sequence.DistinctRois };
            response.Sequence.Values.AddRange(sequence.Values);
            response.Sequence.Rois.AddRange(sequence.Rois.Select(roi => new Contracts.V1.Roi { Tissue = From(roi.Label), Score = roi.Score, Box = From(roi.Box) }));
        }

        return response;
    }

    public static StageTiming Timing(string stage, TimeSpan duration) => new() { Stage = stage, DurationMs = duration.TotalMilliseconds };

    public static void AddAreas(SegmentResponse response, SliceGeometry geometry)
    {
        if (geometry is { HasRowSpacingMm: true, HasColumnSpacingMm: true })
        {
            foreach (var finding in response.Findings)
            {
                finding.AreaMm2 = finding.AreaPixels * geometry.RowSpacingMm * geometry.ColumnSpacingMm;
            }
        }
    }

    private static Contracts.V1.Finding From(Vision.Finding finding) => new()
    {
        Tissue = From(finding.Label),
        Score = finding.Score,
        Box = From(finding.Box),
        Mask = new Mask { Rows = (uint)finding.Mask.Rows, Columns = (uint)finding.Mask.Columns, Rle = finding.Mask.Counts },
        AreaPixels = (uint)finding.AreaPixels,
    };

    private static Contracts.V1.Box From(Vision.Box box) => new() { XMin = box.X1, YMin = box.Y1, XMax = box.X2, YMax = box.Y2 };

    private static Contracts.V1.Tissue From(Vision.Tissue tissue) => tissue switch
    {
        Vision.Tissue.Lung => Contracts.V1.Tissue.Lung,
        Vision.Tissue.GroundGlassOpacity => Contracts.V1.Tissue.GroundGlassOpacity,
        Vision.Tissue.Consolidation => Contracts.V1.Tissue.Consolidation,
        _ => throw new ArgumentOutOfRangeException(nameof(tissue)),
    };

    private static Warning From(SegmentationWarning warning, int distinctRois) => warning switch
    {
        SegmentationWarning.NoRois => new Warning { Code = "NO_REGIONS", Message = "The network found no region to judge by: there is no diagnosis." },
        SegmentationWarning.FewRois => new Warning { Code = "FEW_REGIONS", Message = $"Only {distinctRois} of 16 regions were found; they were repeated to fill the sequence." },
        SegmentationWarning.ConstantImage => new Warning { Code = "CONSTANT_IMAGE", Message = "All pixels of the slice are equal." },
        _ => throw new ArgumentOutOfRangeException(nameof(warning)),
    };
}
