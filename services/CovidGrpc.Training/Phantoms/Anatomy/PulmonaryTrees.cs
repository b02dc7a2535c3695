using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>Arteries, veins and bronchi within the lungs. A bronchus runs beside each larger artery.</summary>
internal sealed class PulmonaryTrees
{
    private const double LayerMm = 3;
    private const double PleuralMarginMm = 2.5;
    private const double ArteryTerminalRadius = 0.36;
    private const double VeinTerminalRadius = 0.34;
    private const double SmallestArteryWithBronchus = 0.85;
    private const double LumenPerArtery = 0.62;

    private static readonly Point3 BronchusSide = new(0.35, 0.55, 0.76);

    private readonly List<TubeSegment> _vessels = [];
    private readonly List<TubeSegment> _bronchi = [];

    public PulmonaryTrees(Body body, SeededRandom random)
    {
        var sections = Layers(body);
        var mediastinum = body.Mediastinum;
        foreach (bool left in (ReadOnlySpan<bool>)[false, true])
        {
            var hilum = left ? mediastinum.LeftHilum : mediastinum.RightHilum;
            var veins = left ? mediastinum.LeftVeins : mediastinum.RightVeins;
            int arteryCount = random.Integer(2600, 3600);
            int veinCount = random.Integer(2000, 2800);
            var tree = BranchingTree.Grow(hilum, Places(sections, random, arteryCount, left), random, ArteryTerminalRadius);
            _vessels.AddRange(tree);
            _bronchi.AddRange(tree.Where(artery => artery.End.Radius > SmallestArteryWithBronchus).Select(BesideArtery));
            _vessels.AddRange(BranchingTree.Grow(veins, Places(sections, random, veinCount, left), random, VeinTerminalRadius));
        }
    }

    /// <summary>Arteries and veins.</summary>
    public IReadOnlyList<TubeSegment> Vessels => _vessels;

    /// <summary>The lumina of the bronchi.</summary>
    public IReadOnlyList<TubeSegment> Bronchi => _bronchi;

    /// <summary>The thickness of a bronchus' wall in mm. The walls of small bronchi are too thin to be seen.</summary>
    public static double WallOf(double lumenRadius) => (0.3 + 0.14 * lumenRadius) * Implicit.Step(0.8, 1.3, lumenRadius);

    private static TubeSegment BesideArtery(TubeSegment artery) => new(Beside(artery.Start), Beside(artery.End));

    private static TubeNode Beside(TubeNode artery)
    {
        double lumen = LumenPerArtery * artery.Radius;
        return new TubeNode(artery.Centre + BronchusSide * (artery.Radius + lumen + WallOf(lumen)), lumen);
    }

    private static LungSection[] Layers(Body body) =>
        [.. Enumerable.Range(0, (int)(1.05 * body.Physique.LungHeight / LayerMm)).Select(layer => body.Lungs.At((layer + 0.5) * LayerMm))];

    /// <summary>Places spread evenly over one lung.</summary>
    private static Point3[] Places(LungSection[] layers, SeededRandom random, int count, bool left)
    {
        var places = new Point3[count];
        for (int found = 0; found < count;)
        {
            var section = layers[random.Integer(0, layers.Length - 1)];
            double x = random.Uniform(-160, 160), y = random.Uniform(-130, 130);
            double z = section.Z + random.Uniform(-0.5, 0.5) * LayerMm;
            if (Lungs.IsLeft(x) == left && section.Cage.Distance(x, y) < 0 && section.Distance(x, y) < -PleuralMarginMm)
                places[found++] = new Point3(x, y, z);
        }
        return places;
    }
}
