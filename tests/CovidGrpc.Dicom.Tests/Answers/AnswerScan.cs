using System.Security.Cryptography;
using CovidGrpc.Dicom.Answers;
using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests.Answers;

/// <summary>A small series with masks of every tissue, and what its answers must hold.</summary>
internal sealed class AnswerScan
{
    public const int Rows = 9;
    public const int Columns = 13; // 117 pixels: frames do not end with a byte.
    public const string StudyUid = "1.2.826.0.1.3680043.8.498.2";
    public const string SeriesUid = "1.2.826.0.1.3680043.8.498.3";
    public const string FrameOfReferenceUid = "1.2.826.0.1.3680043.8.498.4";

    public static readonly AnswerModel Model = new("demo", "1.2.0", new string('a', 64));

    public static readonly DateTimeOffset Time = new(2026, 3, 1, 13, 37, 42, TimeSpan.FromHours(1));

    public static readonly ScanMeasurements Measurements = new()
    {
        LungVolume = 4321.5,
        GroundGlassVolume = 321.25,
        ConsolidationVolume = 0,
        Involvement = 7.4,
        LeftInvolvement = 1.0 / 3,
        RightInvolvement = 12.5,
        Verdict = new Verdict(DiagnosisClass.Covid19, 0.875),
    };

    private AnswerScan(IReadOnlyList<DicomDataset> headers, Dictionary<SourceId, SliceMasks> masks)
    {
        Headers = headers;
        Masks = masks;
        Context = ContextOf(headers);
    }

    public IReadOnlyList<DicomDataset> Headers { get; }

    public Dictionary<SourceId, SliceMasks> Masks { get; }

    public AnswerContext Context { get; }

    /// <summary>Four slices, of which the last has no masks.</summary>
    public static AnswerScan Create(double step = 1.5, double tiltDegrees = 0, double columnSpacing = 0.75, bool hasFrameOfReference = true)
    {
        var tilt = double.DegreesToRadians(tiltDegrees);
        var headers = Enumerable.Range(0, 4).Select(slice => SyntheticCt.Dataset(Rows, Columns)
            .SetString(DicomTag.SopInstanceUid, InstanceUid(slice))
            .SetNumber(DicomTag.InstanceNumber, slice + 1)
            .SetNumber(DicomTag.PixelSpacing, 0.625, columnSpacing)
            .SetNumber(DicomTag.ImagePositionPatient, -160, -150, 42.5 + (step * slice))
            .SetNumber(DicomTag.ImageOrientationPatient, 1, 0, 0, 0, Math.Cos(tilt), Math.Sin(tilt))
            .SetString(DicomTag.FrameOfReferenceUid, hasFrameOfReference ? [FrameOfReferenceUid] : [])).ToArray();
        return new AnswerScan(headers, Enumerable.Range(0, 3).ToDictionary(slice => new SourceId(InstanceUid(slice)), MasksOf));
    }

    public static AnswerContext ContextOf(IEnumerable<DicomDataset> headers) =>
        new(new SourceSeries(headers.SelectMany(SourceImage.Read)), Model, "job 1", Time);

    public static string InstanceUid(int slice) => $"1.2.826.0.1.3680043.8.498.1.{slice}";

    /// <summary>Which pixels a segment must hold, worked out pixel by pixel.</summary>
    public static bool Expected(int slice, Tissue tissue, int row, int column) => slice < 3 && tissue switch
    {
        Tissue.Lung => InLung(slice, row, column) || InGroundGlass(slice, row, column) || InConsolidation(slice, row, column),
        Tissue.GroundGlassOpacity => InGroundGlass(slice, row, column) && !InConsolidation(slice, row, column),
        _ => InConsolidation(slice, row, column),
    };

    /// <summary>SHA-256 of a frame, one byte a pixel.</summary>
    public static string ExpectedHash(int slice, Tissue tissue)
    {
        var pixels = new byte[Rows * Columns];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = Expected(slice, tissue, i / Columns, i % Columns) ? (byte)1 : (byte)0;
        return Convert.ToHexStringLower(SHA256.HashData(pixels));
    }

    private static SliceMasks MasksOf(int slice) => new SliceMasks(Rows, Columns)
        .Add(Tissue.Lung, Mask((row, column) => InLung(slice, row, column) && column < 6))
        .Add(Tissue.Lung, Mask((row, column) => InLung(slice, row, column) && column >= 5))
        .Add(Tissue.GroundGlassOpacity, Mask((row, column) => InGroundGlass(slice, row, column)))
        .Add(Tissue.Consolidation, Mask((row, column) => InConsolidation(slice, row, column)));

    private static BitMask Mask(Func<int, int, bool> marks)
    {
        var mask = new BitMask(Rows, Columns);
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
                mask[row, column] = marks(row, column);
        }

        return mask;
    }

    // Odd shapes that no flip or transposition maps onto themselves; the corners are in.
    private static bool InLung(int slice, int row, int column) => row + (2 * column) < 9 + slice || (row == Rows - 1 && column == Columns - 1);

    private static bool InGroundGlass(int slice, int row, int column) => row > 4 - slice && column is > 2 and < 8;

    private static bool InConsolidation(int slice, int row, int column) => slice > 0 && row is > 3 and < 7 && column is > 5 and < 11;
}
