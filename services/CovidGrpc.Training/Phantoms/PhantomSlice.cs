using CovidGrpc.Imaging;

namespace CovidGrpc.Training.Phantoms;

/// <summary>One transverse slice of a phantom with its exact masks.</summary>
/// <param name="Rows">Rows of both grids.</param>
/// <param name="Columns">Columns of both grids.</param>
/// <param name="HounsfieldUnits">[Rows · Columns], row by row, HU in [−1024, 3071].</param>
/// <param name="LabelMap">[Rows · Columns], row by row, values of <see cref="PhantomLabel"/>.</param>
/// <param name="PixelSpacingMm">Distance in mm between pixel centres, alike in both directions.</param>
/// <param name="FirstPixelX">Patient x (to the left) in mm of the first pixel's centre.</param>
/// <param name="FirstPixelY">Patient y (to the back) in mm of the first pixel's centre.</param>
/// <param name="Z">Patient z (to the head) in mm of the slice.</param>
/// <param name="ThicknessMm">Thickness in mm.</param>
public sealed record PhantomSlice(
    int Rows,
    int Columns,
    short[] HounsfieldUnits,
    byte[] LabelMap,
    double PixelSpacingMm,
    double FirstPixelX,
    double FirstPixelY,
    double Z,
    double ThicknessMm)
{
    /// <summary>The number of pixels that carry a label.</summary>
    public int Count(PhantomLabel label) => LabelMap.AsSpan().Count((byte)label);

    /// <summary>Grey values at the lung window (centre −600 HU, width 1500 HU), row by row.</summary>
    public byte[] ToGrey() => Array.ConvertAll(HounsfieldUnits, static hu => Window.Lung.ToGrey(hu));
}
