using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>Spine, ribs, sternum, clavicles and scapulae.</summary>
internal sealed class Skeleton
{
    private const double RibDrop = 96;
    private const double RibPitch = 27;
    private const double CortexMm = 1.3;

    private readonly Physique _physique;
    private readonly Thorax _thorax;
    private readonly ValueNoise _noise;
    private readonly TubeSegment[] _clavicles;

    public Skeleton(Physique physique, Thorax thorax)
    {
        _physique = physique;
        _thorax = thorax;
        _noise = new ValueNoise(physique.NoiseSeed + 3);
        _clavicles = [Clavicle(-1), Clavicle(1)];
    }

    /// <summary>The bone or cartilage at a place outside the rib cage's inner side, or null.</summary>
    /// <param name="x">Patient x in mm.</param>
    /// <param name="y">Patient y in mm.</param>
    /// <param name="z">Patient z in mm.</param>
    /// <param name="depth">Distance outward from the inner side of the rib cage in mm.</param>
    /// <param name="backness">Direction from the cage's centre: −1 in front, 1 behind.</param>
    public Tissue? TissueAt(double x, double y, double z, double depth, double backness) =>
        Spine(x, y, z)
        ?? (depth > 0 ? Rib(x, z, depth, backness) : null)
        ?? Sternum(x, y, z)
        ?? ScapulaAt(x, z, depth, backness)
        ?? ClavicleAt(x, y, z);

    private Tissue? Spine(double x, double y, double z)
    {
        double scale = _physique.Scale;
        double dy = y - _physique.SpineY(z);
        if (Math.Abs(x) > 45 * scale || Math.Abs(dy) > 60 * scale)
            return null;

        double phase = z / _physique.VertebraPitch;
        phase -= Math.Floor(phase);
        double waist = 1 - 0.10 * Implicit.Band(0.3, 0.55, 0.25, phase);
        double body = Implicit.Ellipse(x, dy, 16.5 * scale * waist, 14 * scale * waist);
        if (body < 0)
        {
            if (phase > 0.84)
                return Tissue.Disc;
            return body > -CortexMm || phase is < 0.05 or > 0.79 ? Tissue.CorticalBone : Tissue.SpongyBone;
        }

        double canalY = 22 * scale;
        double canal = Implicit.Ellipse(x, dy - canalY, 10 * scale, 8 * scale);
        if (canal < 0)
            return Tissue.SpinalCanal;
        double arch = phase is > 0.15 and < 0.8 ? canal - 4.5 * scale : 1;
        double transverse = Implicit.Line(Math.Abs(x), dy, 10 * scale, 20 * scale, 34 * scale, 28 * scale)
            - 5 * scale * Implicit.Band(0.35, 0.7, 0.18, phase);
        double spinous = Implicit.Line(x, dy, 0, 30 * scale, 0, 50 * scale) - 3.6 * scale * Implicit.Band(0.0, 0.55, 0.2, phase);
        double bone = Math.Min(arch, Math.Min(transverse, spinous));
        return Bone(bone);
    }

    private Tissue? Rib(double x, double z, double depth, double backness)
    {
        if (depth > 12 || Math.Abs(x) < 17)
            return null;
        // Each rib falls from its vertebra to the front, so a slice cuts several, one after the other.
        double progress = 0.5 * (1 - backness);
        double along = (z + RibDrop * progress) / RibPitch + _physique.RibPhase;
        double fromAxis = (along - Math.Floor(along) - 0.5) * RibPitch;
        // The inclination of the rib to the slice widens its cut; thickness is that of the shell.
        double rib = Implicit.Ellipse(depth - 6, fromAxis, 3.8 * _physique.Scale, 7.2 * _physique.Scale);
        if (rib > 0)
            return null;
        return progress > 0.88 ? Tissue.Cartilage : Bone(rib);
    }

    private Tissue? Sternum(double x, double y, double z)
    {
        double t = _physique.RelativeHeight(z);
        if (t is < 0.2 or > 0.88)
            return null;
        double halfWidth = (17 + 10 * Implicit.Step(0.68, 0.76, t) - 8 * Implicit.Step(0.3, 0.2, t)) * _physique.Scale;
        double centreY = _thorax.FrontOfLungs(z) - 6 * _physique.Scale;
        return Bone(Implicit.Rectangle(x, y - centreY, halfWidth, 5.5 * _physique.Scale, 4));
    }

    private Tissue? ScapulaAt(double x, double z, double depth, double backness)
    {
        double t = _physique.RelativeHeight(z);
        if (t is < 0.42 or > 1.1 || backness is < 0.28 or > 0.88 || Math.Abs(x) < 50)
            return null;
        double shell = 19 + 26 * Implicit.Step(0.7, 1.05, t) + 5 * _noise.At(x, z, 0, 60);
        double thick = (1.8 + 2 * Implicit.Band(0.28, 0.4, 0.12, backness)) * Implicit.Step(0.42, 0.5, t);
        double end = 60 * Math.Min(backness - 0.28, 0.88 - backness);
        return Bone(Math.Max(Math.Abs(depth - shell) - thick, -end));
    }

    private Tissue? ClavicleAt(double x, double y, double z)
    {
        var clavicle = _clavicles[x > 0 ? 1 : 0];
        return clavicle.Touches(z, 0) ? Bone(clavicle.Distance(x, y, z)) : null;
    }

    private TubeSegment Clavicle(int side) => new(
        new TubeNode(_physique.FromSpine(side * 22, 118, 0.86), 8 * _physique.Scale),
        new TubeNode(_physique.FromSpine(side * 120, 62, 1.02), 6 * _physique.Scale));

    private static Tissue? Bone(double distance) => distance switch
    {
        > 0 => null,
        > -CortexMm => Tissue.CorticalBone,
        _ => Tissue.SpongyBone,
    };
}
