using CovidGrpc.Metrics.Intervals;

namespace CovidGrpc.Metrics.Segmentation.PerImage;

/// <summary>The authors' per-image average precision, averaged over images.</summary>
public sealed record PerImageReport
{
    /// <summary>Images that were added, those without any object included.</summary>
    public required int Images { get; init; }

    /// <summary>Patients that the intervals draw from; an image without a patient is one of its own.</summary>
    public required int Patients { get; init; }

    /// <summary>Images whose patient is not known.</summary>
    public required int ImagesWithoutPatient { get; init; }

    /// <summary>Mean over the ten thresholds.</summary>
    public required Estimate Mean { get; init; }

    /// <summary>Mean over images at each of <see cref="PerImageAveragePrecision.Thresholds"/>.</summary>
    public required IReadOnlyList<Estimate> AtThresholds { get; init; }

    /// <summary>At IoU 0.5.</summary>
    public Estimate At50 => AtThresholds[0];

    /// <summary>At IoU 0.75.</summary>
    public Estimate At75 => AtThresholds[5];

    /// <summary>How the intervals were found.</summary>
    public required BootstrapOptions Bootstrap { get; init; }

    /// <summary>What is not defined, and why.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
