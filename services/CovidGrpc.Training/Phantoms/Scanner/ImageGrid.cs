namespace CovidGrpc.Training.Phantoms.Scanner;

/// <summary>Where the pixels of every slice lie: square pixels, rows along x, columns along y, in mm.</summary>
internal readonly record struct ImageGrid(int Rows, int Columns, double PixelMm, double FirstX, double FirstY)
{
    public static ImageGrid Of(PhantomOptions options, ScanProtocol protocol)
    {
        double pixel = protocol.FieldOfViewMm / Math.Min(options.Rows, options.Columns);
        return new ImageGrid(
            options.Rows,
            options.Columns,
            pixel,
            protocol.CentreX - 0.5 * (options.Columns - 1) * pixel,
            protocol.CentreY - 0.5 * (options.Rows - 1) * pixel);
    }

    public double X(int column) => FirstX + column * PixelMm;

    public double Y(int row) => FirstY + row * PixelMm;
}
