using System.Text.Json.Serialization;
using CovidGrpc.Dicom;
using CovidGrpc.Dicom.Worker.Pool;

namespace CovidGrpc.Cli.Inspecting;

/// <summary>What <c>covid inspect</c> tells of a DICOM file; what concerns pixels is null where there are none.</summary>
internal sealed record DicomSummary
{
    [JsonPropertyName("file")]
    public required string File { get; init; }

    [JsonPropertyName("transfer_syntax")]
    public required string TransferSyntax { get; init; }

    [JsonPropertyName("transfer_syntax_name")]
    public required string TransferSyntaxName { get; init; }

    [JsonPropertyName("modality")]
    public string? Modality { get; init; }

    [JsonPropertyName("rows")]
    public int? Rows { get; init; }

    [JsonPropertyName("columns")]
    public int? Columns { get; init; }

    [JsonPropertyName("samples_per_pixel")]
    public int? SamplesPerPixel { get; init; }

    [JsonPropertyName("bits_allocated")]
    public int? BitsAllocated { get; init; }

    [JsonPropertyName("bits_stored")]
    public int? BitsStored { get; init; }

    [JsonPropertyName("signed")]
    public bool? IsSigned { get; init; }

    [JsonPropertyName("frames")]
    public int? Frames { get; init; }

    [JsonPropertyName("slope")]
    public double? Slope { get; init; }

    [JsonPropertyName("intercept")]
    public double? Intercept { get; init; }

    [JsonPropertyName("pixel_sha256")]
    public string? PixelSha256 { get; init; }

    /// <summary>Reads and decodes a file.</summary>
    /// <param name="path">Path, as it was given.</param>
    /// <param name="bytes">The whole file.</param>
    /// <param name="cancellation">Stops decoding.</param>
    /// <exception cref="DicomException">The file cannot be used.</exception>
    public static DicomSummary Of(string path, byte[] bytes, CancellationToken cancellation)
    {
        var file = DicomFile.Read(bytes);
        var modality = file.Dataset.GetString(DicomTag.Modality);
        var header = new DicomSummary
        {
            File = path,
            TransferSyntax = file.TransferSyntax.Uid,
            TransferSyntaxName = file.TransferSyntax.Name,
            Modality = modality,
        };
        if (!file.Dataset.Contains(DicomTag.PixelData))
            return header;

        var pixels = PixelData.Open(file);
        var (slope, intercept) = modality == "CT" && CtInstance.Open(file).Frames[0] is { } frame
            ? (frame.HasRescale ? frame.RescaleSlope : null, frame.HasRescale ? frame.RescaleIntercept : null)
            : (file.Dataset.GetDecimal(DicomTag.RescaleSlope), file.Dataset.GetDecimal(DicomTag.RescaleIntercept));
        return header with
        {
            Rows = pixels.Format.Rows,
            Columns = pixels.Format.Columns,
            SamplesPerPixel = pixels.Format.SamplesPerPixel,
            BitsAllocated = pixels.Format.BitsAllocated,
            BitsStored = pixels.Format.BitsStored,
            IsSigned = pixels.Format.IsSigned,
            Frames = pixels.FrameCount,
            Slope = slope,
            Intercept = intercept,
            PixelSha256 = PixelDigest.Sha256(pixels, DecodeWorkerPool.Shared, cancellation),
        };
    }
}
