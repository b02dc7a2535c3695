using System.Text.Json.Serialization;

namespace CovidGrpc.Metrics.Segmentation.Coco;

/// <summary>The twelve numbers of COCO's detection protocol, and what they are made of. NaN where no object counts.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record CocoReport
{
    /// <summary>What was compared.</summary>
    public required CocoOverlap Overlap { get; init; }

    /// <summary>Images that were added.</summary>
    public required int Images { get; init; }

    /// <summary>AP: mean over thresholds 0.50 to 0.95 and categories.</summary>
    public required double AveragePrecision { get; init; }

    /// <summary>AP50: at IoU 0.5.</summary>
    public required double AveragePrecision50 { get; init; }

    /// <summary>AP75: at IoU 0.75.</summary>
    public required double AveragePrecision75 { get; init; }

    /// <summary>APs: objects of up to 32² pixels.</summary>
    public required double AveragePrecisionSmall { get; init; }

    /// <summary>APm: objects of 32² to 96² pixels.</summary>
    public required double AveragePrecisionMedium { get; init; }

    /// <summary>APl: objects of 96² pixels and more.</summary>
    public required double AveragePrecisionLarge { get; init; }

    /// <summary>AR1: recall with one prediction for an image and category, mean over thresholds and categories.</summary>
    public required double AverageRecall1 { get; init; }

    /// <summary>AR10: with ten.</summary>
    public required double AverageRecall10 { get; init; }

    /// <summary>AR100: with a hundred.</summary>
    public required double AverageRecall100 { get; init; }

    /// <summary>ARs: with a hundred, objects of up to 32² pixels.</summary>
    public required double AverageRecallSmall { get; init; }

    /// <summary>ARm: with a hundred, objects of 32² to 96² pixels.</summary>
    public required double AverageRecallMedium { get; init; }

    /// <summary>ARl: with a hundred, objects of 96² pixels and more.</summary>
    public required double AverageRecallLarge { get; init; }

    /// <summary>The categories in their order.</summary>
    public required IReadOnlyList<CocoCategoryReport> Categories { get; init; }

    /// <summary>What is not defined, and why.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
