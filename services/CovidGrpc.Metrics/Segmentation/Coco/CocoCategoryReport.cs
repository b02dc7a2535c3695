using System.Text.Json.Serialization;

namespace CovidGrpc.Metrics.Segmentation.Coco;

/// <summary>COCO's measures of one category, objects of any area. NaN without an object that counts.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record CocoCategoryReport
{
    /// <summary>The category's name.</summary>
    public required string Name { get; init; }

    /// <summary>True objects, crowds left out.</summary>
    public required int Objects { get; init; }

    /// <summary>Predictions, at most a hundred of an image.</summary>
    public required int Predictions { get; init; }

    /// <summary>Mean over the thresholds.</summary>
    public required double AveragePrecision { get; init; }

    /// <summary>At each of <see cref="CocoDetection.Thresholds"/>.</summary>
    public required IReadOnlyList<double> AveragePrecisionAtThresholds { get; init; }

    /// <summary>Recall with a hundred predictions, at each of <see cref="CocoDetection.Thresholds"/>.</summary>
    public required IReadOnlyList<double> RecallAtThresholds { get; init; }

    /// <summary>
    /// Precision at recalls 0.00, 0.01, …, 1.00, at each of <see cref="CocoDetection.Thresholds"/>; empty curves without an object that counts.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<double>> PrecisionCurves { get; init; }
}
