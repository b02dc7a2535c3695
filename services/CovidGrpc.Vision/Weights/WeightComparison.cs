namespace CovidGrpc.Vision.Weights;

/// <summary>Compares the tensors of a file with those of a network.</summary>
internal static class WeightComparison
{
    /// <summary>Missing, misshapen and extra tensors, one sentence each.</summary>
    /// <param name="held">Shapes in the file by name.</param>
    /// <param name="wanted">Shapes in the network by name.</param>
    /// <param name="isMine">Whether a tensor of that name concerns the network.</param>
    internal static IReadOnlyList<string> Compare(
        IReadOnlyDictionary<string, IReadOnlyList<long>> held,
        IReadOnlyDictionary<string, long[]> wanted,
        Func<string, bool> isMine)
    {
        var errors = new List<string>();
        foreach (var (name, shape) in wanted)
        {
            if (!held.TryGetValue(name, out var other))
                errors.Add($"tensor {name} is missing");
            else if (!other.SequenceEqual(shape))
                errors.Add($"tensor {name} has shape [{string.Join(", ", other)}], not [{string.Join(", ", shape)}]");
        }

        errors.AddRange(held.Keys.Where(name => isMine(name) && !wanted.ContainsKey(name)).Select(name => $"tensor {name} is not known"));
        return errors;
    }
}
