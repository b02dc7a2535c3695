using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>
/// A vessel tree that fills a lung: each branch grows towards the centre of the places that it must reach, then divides
/// them with its two children (volume-filling branching: Tawhai, Pullan, Hunter, Annals of Biomedical Engineering 28, 2000).
/// </summary>
internal sealed class BranchingTree
{
    private const int SplitCandidates = 6;
    private const double LargestShift = 1.1;

    private readonly Point3[] _places;
    private readonly SeededRandom _random;
    private readonly double _terminalRadius;
    private readonly List<TubeSegment> _segments = [];

    private BranchingTree(Point3[] places, SeededRandom random, double terminalRadius)
    {
        _places = places;
        _random = random;
        _terminalRadius = terminalRadius;
    }

    /// <summary>Grows a tree from its root to all of the places. Reorders <paramref name="places"/>.</summary>
    public static IReadOnlyList<TubeSegment> Grow(Point3 root, Point3[] places, SeededRandom random, double terminalRadius)
    {
        var tree = new BranchingTree(places, random, terminalRadius);
        if (places.Length > 0)
            tree.Grow(new TubeNode(root, tree.RadiusFor(places.Length)), 0, places.Length);
        return tree._segments;
    }

    private void Grow(TubeNode from, int start, int end)
    {
        int count = end - start;
        if (count == 1)
        {
            _segments.Add(new TubeSegment(from, new TubeNode(_places[start], _terminalRadius * 0.7)));
            return;
        }

        var centre = Centre(start, end);
        var direction = centre - from.Centre;
        double wander = 0.05 * direction.Length;
        var to = new TubeNode(
            from.Centre + direction * (FractionFor(count) * _random.Uniform(0.8, 1.2)) + _random.Direction() * wander,
            RadiusFor(count));
        _segments.Add(new TubeSegment(from, to));

        int middle = Split(start, end, centre, direction.NormalizedOr(new Point3(0, 0, 1)));
        Grow(to, start, middle);
        Grow(to, middle, end);
    }

    /// <summary>Parts the places by a plane along the branch, the one across which they spread most among a few.</summary>
    private int Split(int start, int end, Point3 centre, Point3 direction)
    {
        var best = new Point3(1, 0, 0);
        double widest = -1;
        for (int candidate = 0; candidate < SplitCandidates; candidate++)
        {
            var normal = _random.Direction().Perpendicular(direction).NormalizedOr(new Point3(1, 0, 0));
            double spread = 0;
            for (int i = start; i < end; i++)
            {
                double offset = normal.Dot(_places[i] - centre);
                spread += offset * offset;
            }
            if (spread > widest)
                (best, widest) = (normal, spread);
        }

        // A plane off the centre makes one child the larger, which runs on in nearly the same direction.
        double shift = _random.Uniform(-LargestShift, LargestShift) * Math.Sqrt(widest / (end - start));
        int middle = start;
        for (int i = start; i < end; i++)
        {
            if (best.Dot(_places[i] - centre) < shift)
            {
                (_places[i], _places[middle]) = (_places[middle], _places[i]);
                middle++;
            }
        }
        return Math.Clamp(middle, start + 1, end - 1);
    }

    /// <summary>The share of the way to its places that a branch runs: lobar branches part close to the hilum.</summary>
    private static double FractionFor(int places) => places switch
    {
        > 800 => 0.14,
        > 150 => 0.28,
        _ => 0.40,
    };

    private Point3 Centre(int start, int end)
    {
        var sum = new Point3(0, 0, 0);
        for (int i = start; i < end; i++)
            sum += _places[i];
        return sum * (1.0 / (end - start));
    }

    /// <summary>r = r₀ n^(5/16): near Murray's law (1/3), and exact with square roots alone.</summary>
    private double RadiusFor(int places)
    {
        double n = places;
        return _terminalRadius * Math.Sqrt(Math.Sqrt(Math.Sqrt(Math.Sqrt(n * n * n * n * n))));
    }
}
