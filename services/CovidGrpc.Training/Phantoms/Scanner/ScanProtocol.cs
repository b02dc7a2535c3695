using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Scanner;

/// <summary>How the scan was taken and reconstructed, drawn from the seed.</summary>
internal sealed record ScanProtocol
{
    /// <summary>Width of the blur in mm (standard deviation of the point spread).</summary>
    public required double BlurMm { get; init; }

    /// <summary>How much the kernel enhances edges: 0 none, 1 strong overshoot.</summary>
    public required double EdgeEnhancement { get; init; }

    /// <summary>Standard deviation of the noise in the body's centre in HU.</summary>
    public required double NoiseHu { get; init; }

    /// <summary>Field of view in mm, the shorter side.</summary>
    public required double FieldOfViewMm { get; init; }

    public required double CentreX { get; init; }

    public required double CentreY { get; init; }

    public required double TubeVoltageKv { get; init; }

    /// <summary>The kernel's name, from smooth to sharp.</summary>
    public string KernelName => EdgeEnhancement switch
    {
        < 0.25 => "PHANTOM-SMOOTH",
        < 0.6 => "PHANTOM-MEDIUM",
        _ => "PHANTOM-SHARP",
    };

    /// <summary>Draws a protocol whose field of view fits a body. Whole mm keep the geometry exact in decimal text.</summary>
    public static ScanProtocol Draw(SeededRandom random, double bodyHalfWidth, double bodyCentreY)
    {
        double sharpness = random.NextDouble();
        double dose = random.Uniform(0.6, 1.4);
        return new ScanProtocol
        {
            BlurMm = Implicit.Mix(0.85, 0.45, sharpness),
            EdgeEnhancement = sharpness,
            NoiseHu = Implicit.Mix(9, 30, sharpness * sharpness) * dose,
            FieldOfViewMm = Math.Floor(2 * bodyHalfWidth * random.Uniform(0.94, 1.12)),
            CentreX = random.Integer(-8, 8),
            CentreY = Math.Floor(bodyCentreY + random.Uniform(-6, 10)),
            TubeVoltageKv = random.Chance(0.25) ? 100 : 120,
        };
    }
}
