namespace CovidGrpc.Training.Configuration;

/// <summary>Phantoms of a run, one slice of each; those learned from and those kept back never meet.</summary>
/// <param name="Seed">Decides which.</param>
/// <param name="Slices">Learned from.</param>
/// <param name="ValidationSlices">Choose the best weights.</param>
internal sealed record PhantomConfig(int Seed, int Slices, int ValidationSlices)
{
    /// <summary>Slices that are reported on at the end alone.</summary>
    public int TestSlices { get; init; }

    /// <summary>Rows and columns that they are rendered with, 64 to 2048.</summary>
    public int Side { get; init; } = 512;

    internal IEnumerable<string> Errors(string name)
    {
        if (Slices is < 1 or > 10_000_000 || ValidationSlices is < 0 or > 10_000_000 || TestSlices is < 0 or > 10_000_000)
            yield return $"data {name}: phantoms.slices must be 1 to 10000000, phantoms.validation_slices and phantoms.test_slices 0 to 10000000";
        if (Side is < 64 or > 2048)
            yield return $"data {name}: phantoms.side must be 64 to 2048";
    }
}
