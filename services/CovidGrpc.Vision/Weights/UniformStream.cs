using System.Text;

namespace CovidGrpc.Vision.Weights;

/// <summary>
/// Uniform numbers that depend on a name and an index only: FNV-1a 64 of the name seeds a splitmix64 counter, whose upper 24 bits become a
/// double in [-1, 1). The same on every machine and in every language.
/// </summary>
internal readonly struct UniformStream
{
    private const ulong FnvOffset = 0xCBF29CE484222325;
    private const ulong FnvPrime = 0x100000001B3;
    private const ulong Step = 0x9E3779B97F4A7C15;

    internal UniformStream(string name)
    {
        var hash = FnvOffset;
        foreach (var b in Encoding.UTF8.GetBytes(name))
            hash = unchecked((hash ^ b) * FnvPrime);
        Seed = hash;
    }

    /// <summary>FNV-1a 64 of the name.</summary>
    internal ulong Seed { get; }

    /// <summary>Number <paramref name="index"/> of the stream: a multiple of 2^-23 in [-1, 1).</summary>
    internal double this[long index]
    {
        get
        {
            unchecked
            {
                var z = Seed + ((ulong)index + 1) * Step;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                z ^= z >> 31;
                return (z >> 40) / 16777216.0 * 2.0 - 1.0;
            }
        }
    }
}
