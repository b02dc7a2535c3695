using CovidGrpc.Training.Phantoms.Anatomy;
using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Phantoms.Scanner;

/// <summary>Draws vessels and bronchi: for each pixel the share of it, over the slice's thickness, that they fill.</summary>
internal static class TubeRaster
{
    private const int Sublayers = 3;

    /// <summary>Coverage in [0, 1] by tubes, each grown outward by what <paramref name="wallMm"/> gives for its radius.</summary>
    public static float[] Draw(ImageGrid grid, IReadOnlyList<TubeSegment> tubes, double z, double thicknessMm, Func<double, double> wallMm)
    {
        double margin = grid.PixelMm + thicknessMm / 2;
        var near = tubes.Where(tube => tube.Touches(z, wallMm(tube.LargestRadius) + margin)).ToArray();
        var coverage = new float[grid.Rows * grid.Columns];
        var layer = new float[coverage.Length];
        for (int sublayer = 0; sublayer < Sublayers; sublayer++)
        {
            double height = z + thicknessMm * ((sublayer + 0.5) / Sublayers - 0.5);
            Array.Clear(layer);
            foreach (ref readonly var tube in near.AsSpan())
            {
                double wall = wallMm(tube.LargestRadius);
                if (tube.Touches(height, wall + grid.PixelMm))
                    Draw(grid, layer, tube, height, wall);
            }
            for (int i = 0; i < layer.Length; i++)
                coverage[i] += layer[i] / Sublayers;
        }
        return coverage;
    }

    private static void Draw(in ImageGrid grid, float[] layer, in TubeSegment tube, double z, double wallMm)
    {
        var (start, end) = (tube.Start.Centre, tube.End.Centre);
        double reach = tube.LargestRadius + wallMm + grid.PixelMm;
        int firstColumn = Index(Math.Min(start.X, end.X) - reach - grid.FirstX, grid.PixelMm, grid.Columns);
        int lastColumn = Index(Math.Max(start.X, end.X) + reach - grid.FirstX, grid.PixelMm, grid.Columns);
        int firstRow = Index(Math.Min(start.Y, end.Y) - reach - grid.FirstY, grid.PixelMm, grid.Rows);
        int lastRow = Index(Math.Max(start.Y, end.Y) + reach - grid.FirstY, grid.PixelMm, grid.Rows);
        for (int row = firstRow; row <= lastRow; row++)
        {
            for (int column = firstColumn; column <= lastColumn; column++)
            {
                double covered = Implicit.Coverage(tube.Distance(grid.X(column), grid.Y(row), z) - wallMm, grid.PixelMm);
                ref float pixel = ref layer[row * grid.Columns + column];
                pixel = Math.Max(pixel, (float)covered);
            }
        }
    }

    private static int Index(double offsetMm, double pixelMm, int count) => (int)Math.Clamp(Math.Floor(offsetMm / pixelMm), 0, count - 1);
}
