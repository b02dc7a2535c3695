using System.Security.Cryptography;
using CovidGrpc.Dicom;

namespace CovidGrpc.Imaging;

/// <summary>What the network sees: a slice of 512 × 512 grey values, with the geometry of its source.</summary>
public sealed record SliceImage
{
    /// <summary>Rows and columns of a slice.</summary>
    public const int Side = 512;

    /// <summary>Grey values, row by row: 512 × 512 bytes.</summary>
    public required ReadOnlyMemory<byte> Pixels { get; init; }

    /// <summary>SHA-256 of <see cref="Pixels"/>, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Digest { get; init; }

    /// <summary>Rows of the source.</summary>
    public required int SourceRows { get; init; }

    /// <summary>Columns of the source.</summary>
    public required int SourceColumns { get; init; }

    /// <summary>Format of the source.</summary>
    public required SourceFormat Format { get; init; }

    /// <summary>The window that was applied; null for a picture, whose grey values are as stored.</summary>
    public required Window? Window { get; init; }

    /// <summary>Distance between the source's pixel centres, mm; null when unknown.</summary>
    public required PixelSpacing? Spacing { get; init; }

    /// <summary>Centre of the source's first pixel in the patient, mm; null when unknown.</summary>
    public required PatientVector? Position { get; init; }

    /// <summary>Directions of the source's rows and columns in the patient; null when unknown.</summary>
    public required ImageOrientation? Orientation { get; init; }

    /// <summary>What is unusual about the image; empty for an ordinary axial slice.</summary>
    public required IReadOnlyList<ImageWarning> Warnings { get; init; }

    /// <summary>Resizes an image to a slice.</summary>
    /// <param name="source">Image at its own size.</param>
    public static SliceImage From(SourceImage source)
    {
        var pixels = PillowBilinear.Resize(source.Pixels.Span, source.Rows, source.Columns, Side, Side);
        return new SliceImage
        {
            Pixels = pixels,
            Digest = SHA256.HashData(pixels),
            SourceRows = source.Rows,
            SourceColumns = source.Columns,
            Format = source.Format,
            Window = source.Window,
            Spacing = source.Spacing,
            Position = source.Position,
            Orientation = source.Orientation,
            Warnings = source.Warnings,
        };
    }
}
