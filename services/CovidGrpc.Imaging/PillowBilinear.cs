using System.Numerics;

namespace CovidGrpc.Imaging;

/// <summary>
/// Bilinear resize that equals Pillow's bit for bit: a triangle filter as wide as the reduction, in 22-bit fixed point,
/// horizontally and then vertically on the 8-bit result of the first pass. A pass that changes nothing is left out.
/// The authors' pipeline resizes so, and the network is sensitive to it.
/// </summary>
public static class PillowBilinear
{
    private const int Rounding = 1 << (PillowFilter.FractionBits - 1);

    /// <summary>Resizes one channel.</summary>
    /// <param name="pixels">Rows × columns bytes, row by row.</param>
    /// <param name="rows">Rows, positive.</param>
    /// <param name="columns">Columns, positive.</param>
    /// <param name="outputRows">Rows of the result, positive.</param>
    /// <param name="outputColumns">Columns of the result, positive.</param>
    /// <returns>OutputRows × outputColumns bytes, row by row; a copy where the size does not change.</returns>
    /// <exception cref="ArgumentException">The number of pixels is not rows × columns.</exception>
    public static byte[] Resize(ReadOnlySpan<byte> pixels, int rows, int columns, int outputRows, int outputColumns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputRows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputColumns);
        if (pixels.Length != (long)rows * columns)
            throw new ArgumentException("The number of pixels is not rows × columns.", nameof(pixels));

        var wide = columns == outputColumns ? pixels : Horizontal(pixels, rows, columns, outputColumns);
        return rows == outputRows ? wide.ToArray() : Vertical(wide, rows, outputColumns, outputRows);
    }

    private static byte[] Horizontal(ReadOnlySpan<byte> pixels, int rows, int columns, int outputColumns)
    {
        var taps = PillowFilter.Taps(columns, outputColumns);
        var output = new byte[checked(rows * outputColumns)];
        for (var row = 0; row < rows; row++)
        {
            var line = pixels.Slice(row * columns, columns);
            var result = output.AsSpan(row * outputColumns, outputColumns);
            for (var column = 0; column < outputColumns; column++)
            {
                var (first, weights) = taps[column];
                var neighbours = line.Slice(first, weights.Length);
                var sum = Rounding;
                for (var i = 0; i < weights.Length; i++)
                    sum += weights[i] * neighbours[i];
                result[column] = ToByte(sum);
            }
        }

        return output;
    }

    private static byte[] Vertical(ReadOnlySpan<byte> pixels, int rows, int columns, int outputRows)
    {
        var taps = PillowFilter.Taps(rows, outputRows);
        var output = new byte[checked(outputRows * columns)];
        var sums = new int[columns];
        for (var row = 0; row < outputRows; row++)
        {
            var (first, weights) = taps[row];
            Array.Fill(sums, Rounding);
            for (var i = 0; i < weights.Length; i++)
                AddWeighted(sums, pixels.Slice((first + i) * columns, columns), weights[i]);
            var result = output.AsSpan(row * columns, columns);
            for (var column = 0; column < columns; column++)
                result[column] = ToByte(sums[column]);
        }

        return output;
    }

    private static void AddWeighted(Span<int> sums, ReadOnlySpan<byte> line, int weight)
    {
        var column = 0;
        for (; column <= line.Length - Vector<byte>.Count; column += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(line[column..]), out var low, out var high);
            AddWeighted(sums[column..], low, weight);
            AddWeighted(sums[(column + Vector<ushort>.Count)..], high, weight);
        }

        for (; column < line.Length; column++)
            sums[column] += weight * line[column];
    }

    private static void AddWeighted(Span<int> sums, Vector<ushort> pixels, int weight)
    {
        Vector.Widen(pixels, out var low, out var high);
        var upper = sums[Vector<int>.Count..];
        (new Vector<int>(sums) + (Vector.AsVectorInt32(low) * weight)).CopyTo(sums);
        (new Vector<int>(upper) + (Vector.AsVectorInt32(high) * weight)).CopyTo(upper);
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> PillowFilter.FractionBits, 0, byte.MaxValue);
}
