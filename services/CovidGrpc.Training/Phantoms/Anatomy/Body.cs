namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>A whole patient on a table: the tissue at every place.</summary>
internal sealed class Body
{
    public Body(Physique physique)
    {
        Physique = physique;
        Thorax = new Thorax(physique);
        Mediastinum = new Mediastinum(physique, Thorax);
        Lungs = new Lungs(physique, Thorax, Mediastinum);
        Wall = new ChestWall(physique, Thorax);
        Abdomen = new Abdomen(physique);
        Table = new Table(Thorax, physique);
    }

    public Physique Physique { get; }

    public Thorax Thorax { get; }

    public Mediastinum Mediastinum { get; }

    public Lungs Lungs { get; }

    public ChestWall Wall { get; }

    public Abdomen Abdomen { get; }

    public Table Table { get; }

    /// <summary>One slice through the body.</summary>
    public BodySection At(double z) => new(this, z);
}
