namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>One slice through the body.</summary>
internal sealed class BodySection(Body body, double z)
{
    private readonly Outline _skin = body.Thorax.SkinAt(z);

    public LungSection Lungs { get; } = body.Lungs.At(z);

    /// <summary>Distance in mm to the skin, negative inside the body.</summary>
    public double SkinDistance(double x, double y) => body.Wall.SkinDistance(_skin, x, y, z);

    /// <summary>The tissue at a place, were no lung there, given the distance to the skin.</summary>
    public Tissue AroundLungs(double x, double y, double skinDistance)
    {
        if (skinDistance > 0)
            return body.Table.TissueAt(x, y);
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
