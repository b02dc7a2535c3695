using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Vision;
using Grpc.Core;

namespace CovidGrpc.ModelServing;

/// <summary>Checks a slice that came from outside before anything is computed from it.</summary>
public static class SliceCheck
{
    private const int Side = 512;
    private const uint LargestSource = 8192;

    /// <summary>Checks size, digest and geometry.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT, naming the field.</exception>
    public static void Validate([NotNull] Slice? slice)
    {
        if (slice is null)
        {
            throw Invalid("slice", "SLICE_MISSING", "The request holds no slice.");
        }

        if (slice.Pixels.Length != Side * Side)
        {
            throw Invalid("slice.pixels", "SLICE_SIZE", $"A slice holds {Side} x {Side} bytes; this one holds {slice.Pixels.Length}.");
        }

        if (!slice.Digest.Span.SequenceEqual(SHA256.HashData(slice.Pixels.Span)))
        {
            throw Invalid("slice.digest", "SLICE_DIGEST", "The digest is not the SHA-256 of the pixels.");
        }

        if (slice.Geometry is not { SourceRows: >= 1 and <= LargestSource, SourceColumns: >= 1 and <= LargestSource } geometry)
        {
            throw Invalid("slice.geometry", "SLICE_GEOMETRY", $"The source image has between 1 and {LargestSource} rows and columns.");
        }

        if (geometry is { HasRowSpacingMm: true } && !IsSpacing(geometry.RowSpacingMm) || geometry is { HasColumnSpacingMm: true } && !IsSpacing(geometry.ColumnSpacingMm))
        {
            throw Invalid("slice.geometry", "SLICE_SPACING", "The pixel spacing is above 0 and at most 100 mm.");
        }
    }

    /// <summary>A checked slice as a network reads it, without a copy of its pixels.</summary>
    public static SliceInput ToInput(Slice slice)
    {
        ArgumentNullException.ThrowIfNull(slice);
        return new(slice.Pixels.Memory, Side, Side, (int)slice.Geometry.SourceRows, (int)slice.Geometry.SourceColumns);
    }

    private static bool IsSpacing(double mm) => mm is > 0 and <= 100;

    private static RpcException Invalid(string field, string reason, string message) => Fault.InvalidField(field, reason, message).ToRpcException();
}
