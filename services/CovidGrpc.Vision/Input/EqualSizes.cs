namespace CovidGrpc.Vision.Input;

/// <summary>Slices of one size can be computed together.</summary>
internal static class EqualSizes
{
    /// <summary>Computes slices size by size; the answers come back in the slices' order.</summary>
    /// <param name="slices">Of any sizes.</param>
    /// <param name="compute">The answers of slices of one size.</param>
    internal static IReadOnlyList<T> Compute<T>(IReadOnlyList<SliceInput> slices, Func<IReadOnlyList<SliceInput>, IReadOnlyList<T>> compute)
    {
        var answers = new T[slices.Count];
        foreach (var group in Enumerable.Range(0, slices.Count).GroupBy(i => (slices[i].Rows, slices[i].Columns)))
        {
            foreach (var (i, answer) in group.Zip(compute([.. group.Select(i => slices[i])])))
                answers[i] = answer;
        }

        return answers;
    }
}
