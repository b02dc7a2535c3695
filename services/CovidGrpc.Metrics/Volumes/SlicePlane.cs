namespace CovidGrpc.Metrics.Volumes;

/// <summary>Where a slice lies in the patient: x to the left, y to the back, z to the head (PS3.3 C.7.6.2.1.1).</summary>
/// <param name="Position">Centre of the first pixel, mm.</param>
/// <param name="AlongRow">Unit vector in which the column index grows.</param>
/// <param name="AlongColumn">Unit vector in which the row index grows, at a right angle to <paramref name="AlongRow"/>.</param>
/// <param name="BetweenRows">Distance of neighbouring rows, mm, positive.</param>
/// <param name="BetweenColumns">Distance of neighbouring columns, mm, positive.</param>
public readonly record struct SlicePlane(
    (double X, double Y, double Z) Position,
    (double X, double Y, double Z) AlongRow,
    (double X, double Y, double Z) AlongColumn,
    double BetweenRows,
    double BetweenColumns)
{
    /// <summary>Area of a pixel, mm².</summary>
    public double PixelAreaMm2 => BetweenRows * BetweenColumns;

    /// <summary>Unit normal of the plane.</summary>
    public (double X, double Y, double Z) Normal => (
        (AlongRow.Y * AlongColumn.Z) - (AlongRow.Z * AlongColumn.Y),
        (AlongRow.Z * AlongColumn.X) - (AlongRow.X * AlongColumn.Z),
        (AlongRow.X * AlongColumn.Y) - (AlongRow.Y * AlongColumn.X));

    /// <summary>Patient x of a pixel's centre, mm: the larger, the further to the patient's left.</summary>
    /// <param name="row">Row.</param>
    /// <param name="column">Column.</param>
    public double XOf(int row, int column) => Position.X + (column * BetweenColumns * AlongRow.X) + (row * BetweenRows * AlongColumn.X);

    /// <summary>Place of the plane along a direction, mm.</summary>
    /// <param name="direction">Unit vector.</param>
    public double Along((double X, double Y, double Z) direction) => (Position.X * direction.X) + (Position.Y * direction.Y) + (Position.Z * direction.Z);
}
