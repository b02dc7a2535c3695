namespace CovidGrpc.Metrics.Intervals;

/// <summary>SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): integers only, so that a seed gives the same draws on any machine.</summary>
internal struct SplitMix
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>Stream number <paramref name="stream"/> of a seed.</summary>
    internal SplitMix(ulong seed, int stream)
    {
        _state = Mix(Mix(seed + Gamma) ^ ((ulong)stream * Gamma));
    }

    /// <summary>Uniform among 0, …, <paramref name="count"/> − 1, but for a bias of count / 2⁶⁴.</summary>
    internal int Below(int count) => (int)Math.BigMul(Mix(_state += Gamma), (ulong)count, out _);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
