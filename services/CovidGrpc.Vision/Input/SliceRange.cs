using CovidGrpc.Vision.Masks;

namespace CovidGrpc.Vision.Input;

/// <summary>The documented range of <see cref="SliceInput"/>.</summary>
internal static class SliceRange
{
    private const int SmallestSide = 32;
    private const int LargestSide = 4096;
    private const int LargestAspect = 16;

    /// <exception cref="ArgumentException">The slice is out of range.</exception>
    internal static void Check(this SliceInput slice)
    {
        if (slice.Rows is < SmallestSide or > LargestSide || slice.Columns is < SmallestSide or > LargestSide
            || slice.Rows > slice.Columns * LargestAspect || slice.Columns > slice.Rows * LargestAspect)
        {
            throw new ArgumentException(
                $"A slice has {SmallestSide} to {LargestSide} rows and columns, neither more than {LargestAspect} times the other.");
        }

        if (slice.SourceRows is < 1 or > CocoRle.LargestSide || slice.SourceColumns is < 1 or > CocoRle.LargestSide)
            throw new ArgumentException($"A source image has 1 to {CocoRle.LargestSide} rows and columns.");
        if (slice.Pixels.Length != slice.Rows * slice.Columns)
            throw new ArgumentException("A slice has one byte for each row and column.");
    }
}
