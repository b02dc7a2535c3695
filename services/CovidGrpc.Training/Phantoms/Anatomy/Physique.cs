using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>The build of a patient and how the patient breathes and lies, drawn from the seed. Lengths in mm.</summary>
internal sealed record Physique
{
    private const double ReferenceHalfWidth = 125;
    private const double ReferenceDepth = 157;

    /// <summary>From the deepest recess (z = 0) to the apex of the lungs.</summary>
    public required double LungHeight { get; init; }

    /// <summary>Half the widest inner width of the rib cage.</summary>
    public required double ChestHalfWidth { get; init; }

    /// <summary>Largest depth of the lungs from front to back.</summary>
    public required double ChestDepth { get; init; }

    /// <summary>How box-like the rib cage is: 0 an ellipse, 1 a superellipse of degree 4.</summary>
    public required double Squareness { get; init; }

    /// <summary>Subcutaneous fat.</summary>
    public required double FatThickness { get; init; }

    public required double MuscleScale { get; init; }

    /// <summary>Size of the breasts, 0 for none.</summary>
    public required double BreastSize { get; init; }

    public required double HeartScale { get; init; }

    /// <summary>How far the heart lies to the left of its usual place.</summary>
    public required double HeartShift { get; init; }

    /// <summary>Breathing level: 0 expiration, 1 full inspiration. Moves the diaphragm and thins the lungs.</summary>
    public required double Inspiration { get; init; }

    /// <summary>Forward bend of the upper and lower spine.</summary>
    public required double Kyphosis { get; init; }

    public required double VertebraPitch { get; init; }

    public required double RibPhase { get; init; }

    /// <summary>Seed of the noise that keeps surfaces from being perfect.</summary>
    public required ulong NoiseSeed { get; init; }

    /// <summary>Scale of widths against the patient whose measures the anatomy states.</summary>
    public double WidthScale => ChestHalfWidth / ReferenceHalfWidth;

    /// <summary>Scale of depths against the patient whose measures the anatomy states.</summary>
    public double DepthScale => ChestDepth / ReferenceDepth;

    /// <summary>Scale of the bones and tubes of the body, between those of width and depth.</summary>
    public double Scale => Math.Sqrt(WidthScale * DepthScale);

    public static Physique Draw(SeededRandom random)
    {
        double halfWidth = random.Uniform(112, 142);
        return new Physique
        {
            LungHeight = random.Integer(215, 275),
            ChestHalfWidth = halfWidth,
            ChestDepth = halfWidth * random.Uniform(1.18, 1.42),
            Squareness = random.Uniform(0.05, 0.4),
            FatThickness = random.Chance(0.3) ? random.Uniform(18, 32) : random.Uniform(6, 18),
            MuscleScale = random.Uniform(0.8, 1.2),
            BreastSize = random.Chance(0.5) ? random.Uniform(0.6, 1.2) : 0,
            HeartScale = random.Uniform(0.88, 1.15),
            HeartShift = random.Uniform(-6, 6),
            Inspiration = random.Uniform(0.35, 1),
            Kyphosis = random.Uniform(25, 55),
            VertebraPitch = random.Uniform(23, 28),
            RibPhase = random.NextDouble(),
            NoiseSeed = random.NextUInt64(),
        };
    }

    /// <summary>The height of a point between the lungs' bases (0) and their apices (1).</summary>
    public double RelativeHeight(double z) => z / LungHeight;

    /// <summary>Where the centre of the vertebral body lies at a height.</summary>
    public double SpineY(double z)
    {
        double fromMiddle = RelativeHeight(z) - 0.5;
        return ChestDepth / 2 - 20 * Scale - Kyphosis * fromMiddle * fromMiddle;
    }

    /// <summary>A place given by its distance to the left and to the front of the spine in mm, and its relative height.</summary>
    public Point3 FromSpine(double left, double front, double relativeHeight)
    {
        double z = relativeHeight * LungHeight;
        return new Point3(left * WidthScale, SpineY(z) - front * DepthScale, z);
    }
}
