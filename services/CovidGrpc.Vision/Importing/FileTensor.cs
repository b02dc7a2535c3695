namespace CovidGrpc.Vision.Importing;

/// <summary>A tensor in a file.</summary>
/// <param name="Name">Its name as torchvision 0.14 spells it.</param>
/// <param name="Dtype">Its element type as PyTorch writes it: <c>float32</c>.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
public sealed record FileTensor(string Name, string Dtype, IReadOnlyList<long> Shape)
{
    /// <summary>How many elements it has.</summary>
    public long ElementCount => Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));

    /// <summary>Whether it was learned, or followed what was learned; counters and running statistics of batch norm are not counted as parameters.</summary>
    public bool IsParameter => !(Name.EndsWith(".running_mean", StringComparison.Ordinal)
        || Name.EndsWith(".running_var", StringComparison.Ordinal) || Name.EndsWith(WeightFile.CounterSuffix, StringComparison.Ordinal));
}
