namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>One slice through the body.</summary>
internal sealed class BodySection(Body body, double z)
{
    private readonly Outline _skin = body.Thorax.SkinAt(z);

    public LungSection Lungs { get; } = body.Lungs.At(z);

    /// <summary>The tissue at a place, and the distance in mm to the surface of the lungs, negative inside them.</summary>
    public (Tissue Tissue, double LungDistance) At(double x, double y)
    {
        double skin = body.Wall.SkinDistance(_skin, x, y, z);
        if (skin > 0)
            return (body.Table.TissueAt(x, y), skin);
        double lung = Lungs.Distance(x, y);
        return (lung < 0 ? Tissue.Lung : AroundLungs(x, y, skin), lung);
    }

    /// <summary>The tissue at a place of the body, were no lung there.</summary>
    public Tissue AroundLungs(double x, double y, double skinDistance)
    {
        double cage = Lungs.CageDistance(x, y);
        var wall = body.Wall.TissueAt(Lungs.Cage, x, y, z, cage, skinDistance);
        if (wall != Tissue.Fat)
            return wall;
        var organ = Lungs.Mediastinum.TissueAt(x, y);
        if (organ != Tissue.Fat)
            return organ;
        double diaphragm = Lungs.DiaphragmDistance(x, y);
        return cage < 0 && diaphragm > 0 ? body.Abdomen.TissueAt(x, y, z, diaphragm) : Tissue.Fat;
    }
}
