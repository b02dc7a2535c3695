using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Detection;

/// <summary>The ways to put things in random order.</summary>
internal static class Permutations
{
    // Streams of other purposes are small numbers.
    private const ulong Stream = 0x73616D706C657273;

    /// <summary>The orders of one iteration of a run.</summary>
    internal static Permutation OfIteration(int seed, long iteration) => Seeded((int)SeededRandom.Mix((ulong)iteration ^ SeededRandom.Mix((uint)seed)));

    /// <summary>All orders are equally likely (Fisher and Yates); a seed gives the same orders on any machine.</summary>
    internal static Permutation Seeded(int seed)
    {
        var random = SeededRandom.Fork(seed, Stream);
        return count =>
        {
            var order = new long[count];
            for (var i = 0; i < count; i++)
            {
                var other = random.Integer(0, i);
                (order[i], order[other]) = (order[other], i);
            }

            return order;
        };
    }
}
