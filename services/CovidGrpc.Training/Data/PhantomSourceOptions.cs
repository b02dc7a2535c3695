namespace CovidGrpc.Training.Data;

/// <summary>What determines an endless set of phantoms.</summary>
internal sealed record PhantomSourceOptions
{
    /// <summary>Where in the row of phantoms it starts; any value.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Whether the phantoms are held back from training. Those to learn from have odd seeds and those held back even ones, so they never meet,
    /// whatever <see cref="Seed"/> either set has.
    /// </summary>
    public bool IsHeldBack { get; init; }

    /// <summary>Rows and columns of a slice, 64 to 2048.</summary>
    public int Side { get; init; } = 512;

    /// <summary>Thickness of a slice in mm, 0.5 to 10.</summary>
    public double SliceThicknessMm { get; init; } = 2;
}
