using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>Heart, great vessels, trachea, main bronchi and oesophagus, and the fat around them, which the lungs leave free.</summary>
internal sealed class Mediastinum
{
    private const double AirwayWallMm = 1.6;

    private readonly Physique _physique;
    private readonly Thorax _thorax;
    private readonly List<TubeSegment> _vessels = [];
    private readonly List<TubeSegment> _airways = [];
    private readonly List<TubeSegment> _oesophagus = [];
    private readonly Ellipsoid[] _chambers;
    private readonly Ellipsoid[] _ventricles;

    public Mediastinum(Physique physique, Thorax thorax)
    {
        _physique = physique;
        _thorax = thorax;
        double heart = physique.HeartScale * physique.Scale;
        _ventricles =
        [
            new(AtHeart(26, 78, 0.27), new Point3(0.74, -0.48, -0.47), 56 * heart, 38 * heart, 42 * heart),
            Ellipsoid.Upright(AtHeart(8, 97, 0.34), 30 * heart, 20 * heart, 34 * heart),
        ];
        _chambers =
        [
            Ellipsoid.Upright(AtHeart(-24, 76, 0.33), 21 * heart, 27 * heart, 32 * heart),
            Ellipsoid.Upright(AtHeart(3, 50, 0.41), 33 * heart, 18 * heart, 24 * heart),
        ];

        // Aorta: ascending, arch, descending.
        AddVessel(
            (0, 74, 0.40, 15), (-10, 88, 0.50, 16), (-9, 86, 0.61, 15.5), (-3, 72, 0.675, 14.5), (8, 52, 0.70, 13.5),
            (20, 30, 0.69, 13), (27, 17, 0.63, 12.5), (27, 19, 0.50, 12), (24, 22, 0.35, 11.5), (12, 27, 0.20, 11), (4, 30, -0.3, 10));
        // Arteries of the head and the arms.
        AddVessel((-3, 70, 0.70, 6.5), (-13, 56, 0.84, 6.5), (-22, 46, 1.1, 5.5));
        AddVessel((8, 56, 0.71, 4), (15, 48, 1.1, 4));
        AddVessel((17, 40, 0.71, 5), (24, 34, 0.9, 5), (42, 36, 1.05, 4.5));
        // Superior vena cava, brachiocephalic veins, inferior vena cava, azygos vein.
        AddVessel((-24, 78, 0.42, 10), (-25, 74, 0.60, 9.5), (-22, 76, 0.74, 8.5), (-24, 66, 0.95, 7.5), (-34, 58, 1.1, 7));
        AddVessel((-20, 78, 0.745, 6.5), (8, 84, 0.79, 6.5), (28, 68, 0.94, 6.5), (36, 58, 1.1, 6.5));
        AddVessel((-22, 66, 0.32, 11), (-18, 50, 0.15, 11), (-14, 42, -0.3, 11));
        AddVessel((-5, 18, 0.1, 3.2), (-6, 16, 0.60, 3.6), (-16, 30, 0.645, 4), (-24, 66, 0.64, 4.2));
        // Pulmonary trunk and arteries.
        AddVessel((18, 92, 0.42, 14), (22, 86, 0.51, 13.5), (17, 72, 0.555, 12.5));
        AddVessel((17, 70, 0.56, 11.5), (34, 48, 0.575, 10), (44, 37, 0.55, 8), (47, 36, 0.50, 7));
        AddVessel((14, 70, 0.55, 11.5), (-12, 57, 0.54, 11), (-38, 47, 0.535, 9.5), (-46, 40, 0.50, 7.5));
        // Pulmonary veins.
        AddVessel((-14, 52, 0.43, 7), (-42, 58, 0.49, 6));
        AddVessel((20, 54, 0.44, 7), (45, 60, 0.51, 6));
        AddVessel((-14, 46, 0.39, 7), (-42, 38, 0.38, 6));
        AddVessel((20, 46, 0.39, 7), (44, 36, 0.39, 6));

        Add(_airways, (0, 42, 1.3, 8.2), (0, 38, 0.85, 8.2), (1, 35, 0.61, 8.6));
        Add(_airways, (1, 35, 0.61, 7.4), (-22, 34, 0.565, 6.8), (-42, 36, 0.525, 5.2));
        Add(_airways, (1, 35, 0.61, 7), (24, 35, 0.56, 6), (44, 36, 0.53, 5));
        Add(_oesophagus, (5, 22, 1.3, 6), (6, 19, 0.72, 6), (5, 19, 0.50, 6), (9, 30, 0.20, 7), (26, 50, 0.12, 8));

        RightHilum = physique.FromSpine(-42, 40, 0.51);
        LeftHilum = physique.FromSpine(45, 38, 0.52);
        RightVeins = physique.FromSpine(-40, 44, 0.42);
        LeftVeins = physique.FromSpine(42, 44, 0.43);
    }

    /// <summary>Where the arteries and bronchi enter the right lung.</summary>
    public Point3 RightHilum { get; }

    /// <summary>Where the arteries and bronchi enter the left lung.</summary>
    public Point3 LeftHilum { get; }

    /// <summary>Where the veins leave the right lung.</summary>
    public Point3 RightVeins { get; }

    /// <summary>Where the veins leave the left lung.</summary>
    public Point3 LeftVeins { get; }

    /// <summary>The part of it that one slice needs.</summary>
    public MediastinumSection At(double z) => new(
        _physique,
        _thorax,
        z,
        [.. _vessels.Where(vessel => vessel.Touches(z, MediastinumSection.ReachMm))],
        [.. _airways.Where(airway => airway.Touches(z, MediastinumSection.ReachMm))],
        [.. _oesophagus.Where(tube => tube.Touches(z, MediastinumSection.ReachMm))],
        [.. _chambers.Where(chamber => chamber.Touches(z, MediastinumSection.ReachMm))],
        [.. _ventricles.Where(ventricle => ventricle.Touches(z, MediastinumSection.ReachMm))],
        AirwayWallMm);

    private Point3 AtHeart(double left, double front, double height) =>
        _physique.FromSpine(left, front, height) + new Point3(_physique.HeartShift, 0, 0);

    private void AddVessel(params (double Left, double Front, double Height, double Radius)[] nodes) => Add(_vessels, nodes);

    private void Add(List<TubeSegment> tubes, params (double Left, double Front, double Height, double Radius)[] nodes)
    {
        for (int i = 1; i < nodes.Length; i++)
            tubes.Add(new TubeSegment(Node(nodes[i - 1]), Node(nodes[i])));
    }

    private TubeNode Node((double Left, double Front, double Height, double Radius) node) =>
        new(_physique.FromSpine(node.Left, node.Front, node.Height), node.Radius * _physique.Scale);
}
