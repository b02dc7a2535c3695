using CovidGrpc.Training.Phantoms.Anatomy;
using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Scanner;

/// <summary>Tissues in Hounsfield units, each with its texture. Unenhanced scan at 120 kV.</summary>
internal sealed class TissueAttenuation(Physique physique)
{
    private readonly ValueNoise _noise = new(physique.NoiseSeed + 6);

    // Well-filled lungs hold more air.
    private readonly double _lung = -790 - 85 * physique.Inspiration;

    /// <summary>The attenuation at a place in HU.</summary>
    public double At(Tissue tissue, double x, double y, double z) => tissue switch
    {
        Tissue.Table => -260,
        Tissue.TableCore => -955,
        Tissue.Skin => -40,
        Tissue.Fat => -102 + 14 * _noise.Fractal(x, y, z, 12) + 60 * Implicit.Step(0.07, 0, Math.Abs(_noise.At(x, y, z, 19))),
        Tissue.Gland => 25 + 25 * _noise.At(x, y, z, 6),
        Tissue.Muscle => 52 + 18 * _noise.Fractal(x, y, z, 7),
        Tissue.CorticalBone => 620 + 260 * _noise.At(x, y, z, 8),
        Tissue.SpongyBone => 165 + 120 * _noise.Fractal(x, y, z, 5),
        Tissue.Cartilage => 105 + 50 * _noise.At(x, y, z, 7),
        Tissue.Disc => 80,
        Tissue.SpinalCanal => 25,
        Tissue.Blood => 42,
        Tissue.Myocardium => 44 + 8 * _noise.At(x, y, z, 25),
        Tissue.AirwayWall => 10,
        Tissue.AirwayLumen => -985,
        Tissue.Oesophagus => 35,
        Tissue.Liver => 58 + 6 * _noise.At(x, y, z, 12),
        Tissue.Spleen => 50,
        Tissue.Stomach => 32 + 22 * _noise.Fractal(x, y, z, 10),
        Tissue.GastricAir => -970,
        Tissue.Lung => Parenchyma(x, y, z),
        _ => -1000,
    };

    /// <summary>Lung without vessels: denser behind, where blood collects in a patient who lies on the back.</summary>
    private double Parenchyma(double x, double y, double z) =>
        _lung + 0.28 * y + 22 * _noise.Fractal(x, y, z, 26) + 26 * _noise.At(x, y, z, 3.2);
}
