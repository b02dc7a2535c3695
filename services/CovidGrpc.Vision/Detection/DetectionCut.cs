using CovidGrpc.Vision.Models;

namespace CovidGrpc.Vision.Detection;

/// <summary>Which detections are kept.</summary>
/// <param name="ScoreThreshold">The score must be above this.</param>
/// <param name="MaxPerImage">At most this many of each image.</param>
/// <param name="DropsZeroArea">Whether boxes without area are left out, before they are counted; the one-shot model's authors keep them.</param>
internal sealed record DetectionCut(double ScoreThreshold, int MaxPerImage, bool DropsZeroArea)
{
    /// <summary>What a caller asks for, or else the model's cut; null when no findings are asked for.</summary>
    /// <exception cref="ArgumentException">A parameter is out of its documented range.</exception>
    internal static DetectionCut? Of(SegmentationParameters parameters, FindingSettings settings)
    {
        var cut = new DetectionCut(
            parameters.ScoreThreshold ?? settings.ScoreThreshold, parameters.MaxFindings ?? settings.MaxPerSlice, DropsZeroArea: true);
        if (cut.ScoreThreshold is not (>= 0 and <= 1) || parameters.MaskThreshold is not (>= 0 and <= 1))
            throw new ArgumentException("Thresholds lie between 0 and 1.", nameof(parameters));
        if (cut.MaxPerImage is < 1 or > SegmentationParameters.LargestMaxFindings)
        {
            throw new ArgumentException(
                $"1 to {SegmentationParameters.LargestMaxFindings} findings can be asked for.", nameof(parameters));
        }

        return parameters.Findings ? cut : null;
    }
}
