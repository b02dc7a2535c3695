namespace CovidGrpc.Dicom.Answers;

/// <summary>The numbers of a scan that its report holds; null for what is not defined, as involvement without lung.</summary>
public sealed record ScanMeasurements
{
    /// <summary>Volume of lung and lesions together, mL, 0 or more.</summary>
    public required double? LungVolume { get; init; }

    /// <summary>Volume of ground-glass opacity without consolidation, mL, 0 or more.</summary>
    public required double? GroundGlassVolume { get; init; }

    /// <summary>Volume of consolidation, mL, 0 or more.</summary>
    public required double? ConsolidationVolume { get; init; }

    /// <summary>Lesions over lung of both lungs, 0 to 100 %.</summary>
    public required double? Involvement { get; init; }

    /// <summary>Lesions over lung of the left lung, 0 to 100 %.</summary>
    public required double? LeftInvolvement { get; init; }

    /// <summary>Lesions over lung of the right lung, 0 to 100 %.</summary>
    public required double? RightInvolvement { get; init; }

    /// <summary>Verdict; null when there is none.</summary>
    public required Verdict? Verdict { get; init; }

    internal double? VolumeOf(Tissue tissue) => tissue switch
    {
        Tissue.Lung => LungVolume,
        Tissue.GroundGlassOpacity => GroundGlassVolume,
        _ => ConsolidationVolume,
    };
}
