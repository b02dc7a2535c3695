using CovidGrpc.Contracts.V1;
using CovidGrpc.Imaging;
using Google.Protobuf;

namespace CovidGrpc.Preprocessing;

/// <summary>A slice in the words of the contract.</summary>
internal static class SliceContract
{
    private const double MostSpacingMm = 100;

    public static Slice From(SliceImage image)
    {
        var slice = new Slice
        {
            Pixels = UnsafeByteOperations.UnsafeWrap(image.Pixels),
            Digest = UnsafeByteOperations.UnsafeWrap(image.Digest),
            Geometry = new SliceGeometry { SourceRows = (uint)image.SourceRows, SourceColumns = (uint)image.SourceColumns },
            Window = image.Window is { } window ? new Contracts.V1.Window { Center = window.Centre, Width = window.Width } : null,
        };
        // What no scanner makes is as good as unknown.
        if (image.Spacing is { BetweenRows: <= MostSpacingMm, BetweenColumns: <= MostSpacingMm } spacing)
        {
            (slice.Geometry.RowSpacingMm, slice.Geometry.ColumnSpacingMm) = (spacing.BetweenRows, spacing.BetweenColumns);
        }

        if (image.Position is { } position)
        {
            slice.Geometry.PositionMm.AddRange([position.X, position.Y, position.Z]);
        }

        if (image.Orientation is { } orientation)
        {
            slice.Geometry.Orientation.AddRange(
                [orientation.AlongRow.X, orientation.AlongRow.Y, orientation.AlongRow.Z, orientation.AlongColumn.X, orientation.AlongColumn.Y, orientation.AlongColumn.Z]);
        }

        return slice;
    }

    public static Warning From(ImageWarning warning) => new() { Code = warning.Code, Message = warning.Message };
}
