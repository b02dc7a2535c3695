namespace CovidGrpc.Training.Phantoms.Scanner;

/// <summary>
/// The blur and the edge enhancement of a reconstruction, and the noise as it leaves them: smooth kernels give coarse
/// noise, sharp ones fine noise and overshoot at edges.
/// </summary>
internal sealed class ReconstructionKernel
{
    private const int Passes = 3;

    private readonly int _rows;
    private readonly int _columns;
    private readonly double _edgeEnhancement;
    private readonly float _share;

    public ReconstructionKernel(in ImageGrid grid, ScanProtocol protocol)
    {
        _rows = grid.Rows;
        _columns = grid.Columns;
        _edgeEnhancement = protocol.EdgeEnhancement;
        // Three passes of (s, 1 − 2s, s) add up to a variance of 6 s pixels².
        double sigma = protocol.BlurMm / grid.PixelMm;
        _share = (float)Math.Min(sigma * sigma / (2 * Passes), 1.0 / 3);
    }

    /// <summary>Blurs a slice and then enhances its edges, in place.</summary>
    public void Apply(float[] slice)
    {
        Blur(slice, _share);
        if (_edgeEnhancement <= 0)
            return;
        float[] blurred = [.. slice];
        Blur(blurred, 0.25f);
        float gain = (float)(0.9 * _edgeEnhancement);
        for (int i = 0; i < slice.Length; i++)
            slice[i] += gain * (slice[i] - blurred[i]);
    }

    private void Blur(float[] slice, float share)
    {
        var line = new float[Math.Max(_rows, _columns)];
        for (int pass = 0; pass < Passes; pass++)
        {
            for (int row = 0; row < _rows; row++)
                BlurLine(slice, row * _columns, 1, _columns, share, line);
            for (int column = 0; column < _columns; column++)
                BlurLine(slice, column, _columns, _rows, share, line);
        }
    }

    private static void BlurLine(float[] slice, int first, int stride, int count, float share, float[] line)
    {
        for (int i = 0; i < count; i++)
            line[i] = slice[first + i * stride];
        for (int i = 0; i < count; i++)
        {
            float before = line[Math.Max(i - 1, 0)], after = line[Math.Min(i + 1, count - 1)];
            slice[first + i * stride] = line[i] + share * (before + after - 2 * line[i]);
        }
    }
}
