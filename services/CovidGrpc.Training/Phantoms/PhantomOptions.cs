namespace CovidGrpc.Training.Phantoms;

/// <summary>What determines a phantom. Equal options give equal bytes, on any machine.</summary>
/// <param name="Seed">Draws the patient, the disease and the scan; any value.</param>
/// <param name="Class">What the lungs show.</param>
/// <param name="Rows">Rows of a slice, 64 to 2048. The field of view does not depend on it.</param>
/// <param name="Columns">Columns of a slice, 64 to 2048. Pixels are square; the field of view spans the shorter side.</param>
/// <param name="SliceThicknessMm">Thickness of a slice in mm, 0.5 to 10.</param>
public sealed record PhantomOptions(
    int Seed,
    PhantomClass Class,
    int Rows = 512,
    int Columns = 512,
    double SliceThicknessMm = 2.0)
{
    internal const int SmallestSide = 64;
    internal const int LargestSide = 2048;
    internal const double ThinnestSliceMm = 0.5;
    internal const double ThickestSliceMm = 10;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside the range that its parameter states.</exception>
    internal void Validate()
    {
        if (!Enum.IsDefined(Class))
            throw new ArgumentOutOfRangeException(nameof(Class), Class, "The class must be Control, CommonPneumonia or Covid19.");
        RequireSide(Rows, nameof(Rows));
        RequireSide(Columns, nameof(Columns));
        if (!(SliceThicknessMm >= ThinnestSliceMm && SliceThicknessMm <= ThickestSliceMm))
        {
            throw new ArgumentOutOfRangeException(
                nameof(SliceThicknessMm), SliceThicknessMm, $"The slice thickness must be {ThinnestSliceMm} to {ThickestSliceMm} mm.");
        }
    }

    private static void RequireSide(int side, string name)
    {
        if (side is < SmallestSide or > LargestSide)
        {
            throw new ArgumentOutOfRangeException(
                name, side, $"A slice must have {SmallestSide} to {LargestSide} {name.ToLowerInvariant()}.");
        }
    }
}
