using CovidGrpc.Imaging;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Data;

/// <summary>A slice with what its data set says of it: tissues, a class, or both.</summary>
/// <param name="Source">Name of the data set.</param>
/// <param name="Patient">Who it is of: a key that means nothing outside the data set.</param>
/// <param name="Id">Names the slice within the data set.</param>
/// <param name="Pixels">Rows × columns grey values, row by row.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
internal sealed record LabelledSlice(string Source, string Patient, string Id, ReadOnlyMemory<byte> Pixels, int Rows, int Columns)
{
    /// <summary>Rows × columns values of <see cref="Coding"/>, row by row; null where the data set labels no tissue.</summary>
    public ReadOnlyMemory<byte>? LabelMap { get; init; }

    /// <summary>What the values of <see cref="LabelMap"/> mean; null with it.</summary>
    public LabelCoding? Coding { get; init; }

    /// <summary>What the slice shows; null where the data set may not train a class.</summary>
    public DiagnosticClass? Class { get; init; }

    /// <summary>The instances of the label map, as <see cref="TissueComponents.Of"/> finds them; none without a label map.</summary>
    /// <param name="largestIgnored">Components of so many pixels or fewer are left out.</param>
    /// <exception cref="DataSetException">The map holds a value that is not in the coding.</exception>
    public IReadOnlyList<LabelledInstance> Instances(int largestIgnored = TissueComponents.LargestIgnored) =>
        LabelMap is { } map && Coding is { } coding ? TissueComponents.Of(map.Span, Rows, Columns, coding, largestIgnored) : [];

    /// <summary>
    /// The slice at another size: grey values as Pillow resizes them, labels by the nearest pixel centre. Components of the smallest size that
    /// counts are to be taken after it, at the network's size.
    /// </summary>
    /// <param name="rows">Rows, positive.</param>
    /// <param name="columns">Columns, positive.</param>
    public LabelledSlice Resize(int rows, int columns)
    {
        if ((rows, columns) == (Rows, Columns))
            return this;
        return this with
        {
            Pixels = PillowBilinear.Resize(Pixels.Span, Rows, Columns, rows, columns),
            Rows = rows,
            Columns = columns,
            LabelMap = LabelMap is { } map ? Nearest(map.Span, rows, columns) : null,
        };
    }

    // An explicit array: null must not become an empty memory.
    private ReadOnlyMemory<byte>? Nearest(ReadOnlySpan<byte> map, int rows, int columns)
    {
        var resized = new byte[checked(rows * columns)];
        for (var row = 0; row < rows; row++)
        {
            var line = map.Slice(Centre(row, Rows, rows) * Columns, Columns);
            for (var column = 0; column < columns; column++)
                resized[row * columns + column] = line[Centre(column, Columns, columns)];
        }

        return resized;
    }

    private static int Centre(int position, int length, int resizedLength) => (int)((2L * position + 1) * length / (2L * resizedLength));
}
