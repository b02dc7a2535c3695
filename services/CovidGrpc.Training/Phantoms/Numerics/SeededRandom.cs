namespace CovidGrpc.Training.Phantoms.Numerics;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): integers only, so a seed gives the same numbers on any machine. One
/// stream per purpose (<see cref="Fork"/>) keeps a patient's body unchanged when, say, more numbers go into the disease.
/// </summary>
internal sealed class SeededRandom(ulong state)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong _state = state;

    /// <summary>An independent stream, determined by the seed of this one and <paramref name="stream"/>.</summary>
    public static SeededRandom Fork(int seed, ulong stream) => new(Mix(Mix((uint)seed + GoldenGamma) ^ (stream * GoldenGamma)));

    /// <summary>The finalizer of SplitMix64: a bijection that scatters every bit.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    public ulong NextUInt64() => Mix(_state += GoldenGamma);

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    public double Uniform(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Uniform among low, …, high, both included.</summary>
    public int Integer(int low, int high) => low + (int)(NextDouble() * (high - low + 1));

    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Nearly normal, mean 0, variance 1: the sum of four uniform 16-bit numbers; needs no logarithm.</summary>
    public double Normal()
    {
        ulong bits = NextUInt64();
        long sum = (long)(bits & 0xFFFF) + (long)((bits >> 16) & 0xFFFF) + (long)((bits >> 32) & 0xFFFF) + (long)(bits >> 48);
        // Four uniforms on [0, 65536): mean 131070, variance 4 · 65536² / 12.
        return (sum - 131070) * (1.0 / 37837.2);
    }

    /// <summary>A unit vector, uniform on the sphere, by rejection.</summary>
    public Point3 Direction()
    {
        while (true)
        {
            var candidate = new Point3(Uniform(-1, 1), Uniform(-1, 1), Uniform(-1, 1));
            double length = candidate.Length;
            if (length is > 0.1 and <= 1)
                return candidate * (1 / length);
        }
    }
}
