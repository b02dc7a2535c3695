using CovidGrpc.Training.Phantoms.Anatomy;
using CovidGrpc.Training.Phantoms.Disease;
using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Scanner;

/// <summary>Turns a body, its trees and its lesions into one slice of HU and its label map.</summary>
internal sealed class SliceRenderer(
    Body body,
    PulmonaryTrees trees,
    IReadOnlyList<Lesion> lesions,
    ScanProtocol protocol,
    ImageGrid grid,
    double thicknessMm,
    int seed)
{
    private const double VesselHu = 45;
    private const double BronchialWallHu = -80;
    private const double LumenHu = -985;
    private const double FissureHu = 45;
    private const double HilarVesselRadius = 3.2;
    private const int LowestHu = -1024;
    private const int HighestHu = 3071;
    private const ulong NoiseStream = 0x6E6F697365;

    private readonly TissueAttenuation _attenuation = new(body.Physique);
    private readonly ReconstructionKernel _kernel = new(grid, protocol);
    private readonly IReadOnlyList<TubeSegment> _hilarVessels = [.. trees.Vessels.Where(vessel => vessel.End.Radius > HilarVesselRadius)];

    /// <summary>HU in [−1024, 3071] and labels of the slice around the height z, row by row.</summary>
    public (short[] HounsfieldUnits, byte[] Labels) Render(double z)
    {
        var section = body.At(z);
        var present = lesions.Where(lesion => lesion.Touches(z)).ToArray();
        var vessels = TubeRaster.Draw(grid, trees.Vessels, z, thicknessMm, static _ => 0);
        var bronchi = TubeRaster.Draw(grid, trees.Bronchi, z, thicknessMm, static _ => 0);
        var bronchialWalls = TubeRaster.Draw(grid, trees.Bronchi, z, thicknessMm, PulmonaryTrees.WallOf);
        var hilum = TubeRaster.Draw(grid, _hilarVessels, z, thicknessMm, static _ => 0);

        var values = new float[grid.Rows * grid.Columns];
        var labels = new byte[values.Length];
        for (int row = 0; row < grid.Rows; row++)
        {
            double y = grid.Y(row);
            for (int column = 0; column < grid.Columns; column++)
            {
                int i = row * grid.Columns + column;
                double x = grid.X(column);
                double skin = section.SkinDistance(x, y);
                double inLung = skin < 0 ? Implicit.Coverage(section.Lungs.Distance(x, y), grid.PixelMm) : 0;
                double hu = 0;
                if (inLung > 0)
                {
                    var lesion = Strongest(present, x, y, z);
                    double lung = _attenuation.At(Tissue.Lung, x, y, z) + Fissure(x, y, z);
                    hu = inLung * Diseased(lung, lesion);
                    if (inLung >= 0.5 && hilum[i] < 0.5)
                        labels[i] = (byte)LabelOf(lesion);
                }
                var around = inLung < 1 ? section.AroundLungs(x, y, skin) : Tissue.Lung;
                if (inLung < 1)
                    hu += (1 - inLung) * _attenuation.At(around, x, y, z);
                if (inLung > 0 || around == Tissue.Fat)
                {
                    hu = Implicit.Mix(hu, Math.Max(hu, BronchialWallHu), bronchialWalls[i]);
                    hu = Implicit.Mix(hu, VesselHu, vessels[i]);
                    hu = Implicit.Mix(hu, LumenHu, bronchi[i]);
                }
                values[i] = (float)hu;
            }
        }

        _kernel.Apply(values);
        AddNoise(values, section, z);
        return (Array.ConvertAll(values, static value => (short)Math.Clamp(Math.Floor(value + 0.5f), LowestHu, HighestHu)), labels);
    }

    /// <summary>The labels alone, at every <paramref name="step"/>th pixel: how much of each, for choosing a slice.</summary>
    public (int Lung, int Lesion) CountLabels(double z, int step)
    {
        var section = body.At(z);
        var present = lesions.Where(lesion => lesion.Touches(z)).ToArray();
        int lung = 0, lesion = 0;
        for (int row = 0; row < grid.Rows; row += step)
        {
            for (int column = 0; column < grid.Columns; column += step)
            {
                double x = grid.X(column), y = grid.Y(row);
                if (section.SkinDistance(x, y) > 0 || section.Lungs.Distance(x, y) > 0)
                    continue;
                lung++;
                if (LabelOf(Strongest(present, x, y, z)) != PhantomLabel.Lung)
                    lesion++;
            }
        }
        return (lung, lesion);
    }

    private LesionStrength Strongest(Lesion[] present, double x, double y, double z)
    {
        var strongest = default(LesionStrength);
        foreach (var lesion in present)
        {
            var here = lesion.At(body.Lungs, x, y, z);
            if (here.GroundGlass > strongest.GroundGlass)
                strongest = strongest with { GroundGlass = here.GroundGlass, GroundGlassHu = here.GroundGlassHu };
            if (here.Consolidation > strongest.Consolidation)
                strongest = strongest with { Consolidation = here.Consolidation, ConsolidationHu = here.ConsolidationHu };
        }
        return strongest;
    }

    private double Fissure(double x, double y, double z) =>
        FissureHu * Math.Max(1 - body.Lungs.FissureDistance(x, y, z) / 1.1, 0);

    private static double Diseased(double lungHu, in LesionStrength lesion) => Implicit.Mix(
        Implicit.Mix(lungHu, Math.Max(lungHu, lesion.GroundGlassHu), lesion.GroundGlass),
        lesion.ConsolidationHu,
        lesion.Consolidation);

    private static PhantomLabel LabelOf(in LesionStrength lesion) => lesion switch
    {
        { Consolidation: > 0.5 } => PhantomLabel.Consolidation,
        { GroundGlass: > 0.5 } => PhantomLabel.GroundGlass,
        _ => PhantomLabel.Lung,
    };

    /// <summary>Noise passes the same kernel as the image; it is strongest where the body is thickest.</summary>
    private void AddNoise(float[] values, BodySection section, double z)
    {
        // Heights differ by more than a micrometre, and a slice's noise depends on its height alone.
        var random = SeededRandom.Fork(seed, NoiseStream ^ SeededRandom.Mix((ulong)(long)Math.Floor(z * 1000 + 0.5)));
        var noise = new float[values.Length];
        for (int i = 0; i < noise.Length; i++)
            noise[i] = (float)random.Normal();
        _kernel.Apply(noise);

        double sum = 0;
        foreach (float value in noise)
            sum += value * value;
        double unit = protocol.NoiseHu / Math.Sqrt(sum / noise.Length);
        double centreY = section.Lungs.Cage.CentreY, width = 1.35 * body.Physique.ChestHalfWidth;
        for (int row = 0; row < grid.Rows; row++)
        {
            double v = (grid.Y(row) - centreY) / width;
            for (int column = 0; column < grid.Columns; column++)
            {
                double u = grid.X(column) / width;
                double thickness = 0.4 + 0.6 * Math.Max(1 - u * u - v * v, 0);
                int i = row * grid.Columns + column;
                values[i] += (float)(unit * thickness * noise[i]);
            }
        }
    }
}
