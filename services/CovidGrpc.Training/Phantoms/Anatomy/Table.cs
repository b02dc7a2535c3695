namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>The scanner's table, a curved shell of carbon fibre around foam, with a mattress on it.</summary>
internal sealed class Table(Thorax thorax, Physique physique)
{
    private const double ShellMm = 1.6;
    private const double HeightMm = 34;
    private const double Curvature = 1.0 / 1500;
    private const double MattressMm = 8;

    private readonly double _top = thorax.SkinAt(0.45 * physique.LungHeight) is var skin ? skin.CentreY + skin.Posterior + 1 : 0;

    /// <summary>Table or air at a place outside the body.</summary>
    public Tissue TissueAt(double x, double y)
    {
        double below = y - _top + Curvature * x * x;
        if (below is > 0 and < MattressMm)
            return Tissue.TableCore;
        double inShell = below - MattressMm;
        if (inShell < 0 || inShell > HeightMm)
            return Tissue.Air;
        return inShell < ShellMm || inShell > HeightMm - ShellMm ? Tissue.Table : Tissue.TableCore;
    }
}
